import {
  Alert, Autocomplete, Box, Button, FormControl, FormControlLabel, FormLabel, InputLabel,
  MenuItem, Radio, RadioGroup, Select, Slider, Stack, Step, StepLabel, Stepper, TextField,
  Typography,
} from "@mui/material";
import { DatePicker } from "@mui/x-date-pickers";
import dayjs from "dayjs";
import { useState } from "react";
import { call } from "./server.js";

const STEPS = ["Trip", "People", "Confirm"];
const EXTRAS = ["Compass", "Lantern", "Rope", "Tea", "Wetsuit"];

export function Booking() {
  const [step, setStep] = useState(0);
  const [order, setOrder] = useState(null);
  const [trip, setTrip] = useState({
    boat: "", day: dayjs("2027-05-14"), extras: [], hours: 2, seat: "bow", note: "",
  });
  const set = (field) => (value) => setTrip((now) => ({ ...now, [field]: value }));
  const send = async () => {
    const told = { ...trip, day: trip.day.format("YYYY-MM-DD") };
    setOrder(await call("POST", "/api/orders", told));
  };
  if (order)
    return (
      <Alert severity="success">
        Booking {order.order}: {order.received.boat} on {order.received.day}, with{" "}
        {order.received.extras.join(" and ") || "nothing"}.
      </Alert>
    );
  return (
    <Stack spacing={3} sx={{ maxWidth: 520 }}>
      <Stepper activeStep={step}>
        {STEPS.map((label) => (
          <Step key={label}>
            <StepLabel>{label}</StepLabel>
          </Step>
        ))}
      </Stepper>
      {step === 0 && <Trip trip={trip} set={set} />}
      {step === 1 && <People trip={trip} set={set} />}
      {step === 2 && (
        <Typography>
          {trip.boat}, {trip.day.format("D MMMM YYYY")}, {trip.hours} hours at the {trip.seat}.
        </Typography>
      )}
      <Stack direction="row" spacing={1}>
        <Button disabled={step === 0} onClick={() => setStep(step - 1)}>
          Back
        </Button>
        <Button
          variant="contained"
          disabled={!trip.boat}
          onClick={() => (step < 2 ? setStep(step + 1) : send())}
        >
          {step < 2 ? "Next" : "Book"}
        </Button>
      </Stack>
    </Stack>
  );
}

function Trip({ trip, set }) {
  return (
    <Stack spacing={2}>
      <FormControl>
        <InputLabel id="boat">Boat</InputLabel>
        <Select
          labelId="boat"
          label="Boat"
          value={trip.boat}
          onChange={(event) => set("boat")(event.target.value)}
        >
          {["Gull", "Heron", "Tern"].map((name) => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </Select>
      </FormControl>
      <DatePicker label="Day" value={trip.day} onChange={set("day")} />
      <Autocomplete
        multiple
        options={EXTRAS}
        value={trip.extras}
        onChange={(_, to) => set("extras")(to)}
        renderInput={(props) => <TextField {...props} label="Extras" />}
      />
    </Stack>
  );
}

function People({ trip, set }) {
  return (
    <Stack spacing={2}>
      <Box>
        <FormLabel id="hours">Hours</FormLabel>
        <Slider
          aria-labelledby="hours"
          min={1}
          max={8}
          marks
          valueLabelDisplay="auto"
          value={trip.hours}
          onChange={(_, to) => set("hours")(to)}
        />
      </Box>
      <FormControl>
        <FormLabel>Seat</FormLabel>
        <RadioGroup value={trip.seat} onChange={(_, to) => set("seat")(to)}>
          <FormControlLabel value="bow" control={<Radio />} label="Bow" />
          <FormControlLabel value="stern" control={<Radio />} label="Stern" />
        </RadioGroup>
      </FormControl>
      <TextField
        label="Note"
        multiline
        minRows={2}
        value={trip.note}
        onChange={(event) => set("note")(event.target.value)}
      />
    </Stack>
  );
}
