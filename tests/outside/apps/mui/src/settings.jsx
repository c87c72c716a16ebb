import {
  Accordion, AccordionDetails, AccordionSummary, Button, Chip, Drawer, FormControlLabel, List,
  ListItemButton, ListItemText, Menu, MenuItem, Pagination, Rating, Stack, Switch,
  ToggleButton, ToggleButtonGroup, Tooltip, Typography,
} from "@mui/material";
import { useState } from "react";

export function Settings() {
  const [quiet, setQuiet] = useState(false);
  const [stars, setStars] = useState(2);
  const [align, setAlign] = useState("left");
  const [page, setPage] = useState(1);
  const [tags, setTags] = useState(["harbour", "night", "storm"]);
  const [anchor, setAnchor] = useState(null);
  const [drawer, setDrawer] = useState(false);
  const [done, setDone] = useState("nothing");
  const pick = (what) => () => {
    setDone(what);
    setAnchor(null);
    setDrawer(false);
  };
  return (
    <Stack spacing={2} sx={{ alignItems: "flex-start" }}>
      <FormControlLabel
        control={<Switch checked={quiet} onChange={() => setQuiet(!quiet)} />}
        label={quiet ? "Quiet hours on" : "Quiet hours off"}
      />
      <Rating name="stars" value={stars} onChange={(_, to) => setStars(to)} />
      <ToggleButtonGroup exclusive value={align} onChange={(_, to) => to && setAlign(to)}>
        <ToggleButton value="left">Left</ToggleButton>
        <ToggleButton value="right">Right</ToggleButton>
      </ToggleButtonGroup>
      <Stack direction="row" spacing={1}>
        {tags.map((tag) => (
          <Chip
            key={tag}
            label={tag}
            onDelete={() => setTags(tags.filter((each) => each !== tag))}
          />
        ))}
      </Stack>
      <Stack direction="row" spacing={1}>
        <Tooltip describeChild title="Opens a list of what can be done">
          <Button aria-haspopup="menu" onClick={(event) => setAnchor(event.currentTarget)}>
            Actions
          </Button>
        </Tooltip>
        <Button onClick={() => setDrawer(true)}>Places</Button>
      </Stack>
      <Menu open={Boolean(anchor)} anchorEl={anchor} onClose={() => setAnchor(null)}>
        <MenuItem onClick={pick("Export")}>Export</MenuItem>
        <MenuItem onClick={pick("Archive")}>Archive</MenuItem>
      </Menu>
      <Drawer anchor="right" open={drawer} onClose={() => setDrawer(false)}>
        <List sx={{ width: 220 }}>
          {["North quay", "South quay"].map((name) => (
            <ListItemButton key={name} onClick={pick(name)}>
              <ListItemText primary={name} />
            </ListItemButton>
          ))}
        </List>
      </Drawer>
      <Typography>
        Done: {done}; {stars} stars, {align}, page {page}.
      </Typography>
      <Accordion>
        <AccordionSummary>About this harbour</AccordionSummary>
        <AccordionDetails>Built in 1902, and painted each spring.</AccordionDetails>
      </Accordion>
      <Pagination count={9} page={page} onChange={(_, to) => setPage(to)} />
    </Stack>
  );
}
