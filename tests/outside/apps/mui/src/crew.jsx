import {
  Alert, Autocomplete, Button, Dialog, DialogActions, DialogContent, DialogTitle,
  Snackbar, Stack, TextField,
} from "@mui/material";
import { DataGrid } from "@mui/x-data-grid";
import { useEffect, useState } from "react";
import { call } from "./server.js";

const ROLES = ["Keeper", "Captain", "Cook", "Diver", "Pilot"];
const COLUMNS = [
  { field: "name", headerName: "Name", flex: 1, editable: true },
  { field: "role", headerName: "Role", width: 140 },
  { field: "age", headerName: "Age", type: "number", width: 110 },
  { field: "aboard", headerName: "Aboard", type: "boolean", width: 120 },
];

export function Crew() {
  const [rows, setRows] = useState([]);
  const [loading, setLoading] = useState(true);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState({ type: "include", ids: new Set() });
  const [said, setSaid] = useState("");
  const load = async () => {
    setRows(await call("GET", "/api/people"));
    setLoading(false);
  };
  useEffect(() => void load(), []);

  const change = async (row) => {
    const kept = await call("PATCH", `/api/people/${row.id}`, { name: row.name });
    setSaid(`${kept.name} is saved.`);
    return kept;
  };
  const add = async (person) => {
    await call("POST", "/api/people", person);
    setAdding(false);
    setSaid(`${person.name} is aboard.`);
    await load();
  };
  const remove = async () => {
    for (const id of chosen.ids) await call("DELETE", `/api/people/${id}`);
    setSaid(`${chosen.ids.size} removed.`);
    setChosen({ type: "include", ids: new Set() });
    await load();
  };
  return (
    <Stack spacing={2}>
      <Stack direction="row" spacing={1}>
        <Button variant="contained" onClick={() => setAdding(true)}>
          Add person
        </Button>
        <Button disabled={!chosen.ids.size} color="error" onClick={remove}>
          Remove
        </Button>
      </Stack>
      <DataGrid
        autoHeight
        checkboxSelection
        disableRowSelectionOnClick
        columns={COLUMNS}
        rows={rows}
        loading={loading}
        pageSizeOptions={[5, 10]}
        initialState={{ pagination: { paginationModel: { pageSize: 5 } } }}
        rowSelectionModel={chosen}
        onRowSelectionModelChange={setChosen}
        processRowUpdate={change}
      />
      <Adding open={adding} onClose={() => setAdding(false)} onAdd={add} />
      <Snackbar open={Boolean(said)} autoHideDuration={6000} onClose={() => setSaid("")}>
        <Alert severity="success" onClose={() => setSaid("")}>
          {said}
        </Alert>
      </Snackbar>
    </Stack>
  );
}

function Adding({ open, onClose, onAdd }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState(null);
  const [age, setAge] = useState("30");
  const [tried, setTried] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    setTried(true);
    if (name) onAdd({ name, role: role ?? "Keeper", age: Number(age) });
  };
  return (
    <Dialog open={open} onClose={onClose} fullWidth maxWidth="sm">
      <form onSubmit={submit} noValidate>
        <DialogTitle>Add a person</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            <TextField
              label="Name"
              value={name}
              error={tried && !name}
              helperText={tried && !name ? "A name is needed." : " "}
              onChange={(event) => setName(event.target.value)}
            />
            <Autocomplete
              options={ROLES}
              value={role}
              onChange={(_, to) => setRole(to)}
              renderInput={(props) => <TextField {...props} label="Role" />}
            />
            <TextField
              label="Age"
              type="number"
              value={age}
              onChange={(event) => setAge(event.target.value)}
            />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit">Save</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
