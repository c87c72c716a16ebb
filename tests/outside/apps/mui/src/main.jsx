import { AppBar, Box, Container, CssBaseline, Tab, Tabs, Typography } from "@mui/material";
import { LocalizationProvider } from "@mui/x-date-pickers";
import { AdapterDayjs } from "@mui/x-date-pickers/AdapterDayjs";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Booking } from "./booking.jsx";
import { Crew } from "./crew.jsx";
import { Settings } from "./settings.jsx";

const PAGES = { "/": Crew, "/booking": Booking, "/settings": Settings };

function App() {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const moved = () => setPath(location.pathname);
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  const go = (_, to) => {
    history.pushState(null, "", to);
    setPath(to);
  };
  const Page = PAGES[path] ?? Crew;
  return (
    <LocalizationProvider dateAdapter={AdapterDayjs}>
      <CssBaseline />
      <AppBar position="static" sx={{ px: 2, pt: 1 }}>
        <Typography variant="h6" component="h1">
          Harbour crew
        </Typography>
        <Tabs value={path in PAGES ? path : "/"} onChange={go} textColor="inherit">
          <Tab label="Crew" value="/" />
          <Tab label="Booking" value="/booking" />
          <Tab label="Settings" value="/settings" />
        </Tabs>
      </AppBar>
      <Container sx={{ py: 3 }}>
        <Box component="main">
          <Page />
        </Box>
      </Container>
    </LocalizationProvider>
  );
}

createRoot(document.getElementById("root")).render(<App />);
