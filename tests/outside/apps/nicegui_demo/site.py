"""A page for each family of NiceGUI's elements: `python site.py PORT`."""

from __future__ import annotations

import asyncio
import sys

from nicegui import events, ui

ROWS = [
    {"id": at, "name": name, "age": age, "city": city}
    for at, (name, age, city) in enumerate(
        [
            ("Ada", 36, "London"),
            ("Bo", 18, "Malmö"),
            ("Cleo", 51, "Lisbon"),
            ("Dov", 29, "Haifa"),
            ("Eli", 44, "Bergen"),
            ("Fay", 63, "Cork"),
            ("Gus", 22, "Lisbon"),
        ]
    )
]
COLUMNS = [
    {"name": key, "label": key.title(), "field": key, "sortable": True, "align": "left"}
    for key in ("name", "age", "city")
]


def header() -> None:
    with ui.header():
        ui.label("Harbour desk").classes("text-h6")
        for name, path in (("Table", "/"), ("Form", "/form"), ("Wizard", "/wizard")):
            ui.link(name, path).classes("text-white")


@ui.page("/")
def table_page() -> None:
    header()
    rows = [dict(row) for row in ROWS]
    table = ui.table(
        rows=rows, columns=COLUMNS, row_key="id", selection="multiple", pagination=5
    )
    table.classes("w-full")
    with table.add_slot("top-right"):
        search = ui.input("Search").props("dense clearable")
        search.bind_value(table, "filter")

    with ui.dialog() as dialog, ui.card():
        ui.label("New person").classes("text-h6")
        name = ui.input("Name", validation={"Too short": lambda text: len(text) > 2})
        age = ui.number("Age", value=30, min=16, max=90)
        city = ui.select(["Bergen", "Cork", "Lisbon"], label="City", with_input=True)
        with ui.row():
            ui.button("Cancel", on_click=dialog.close)
            ui.button("Save", on_click=lambda: dialog.submit(True))

    async def add() -> None:
        name.value, age.value, city.value = "", 30, None
        if not await dialog:
            return
        if len(name.value) < 3:
            ui.notify("A name has three letters.", type="negative")
            return
        row = {"id": len(rows), "name": name.value, "age": age.value}
        table.add_row({**row, "city": city.value})
        ui.notify(f"{name.value} is added.", type="positive")

    def remove() -> None:
        gone = len(table.selected)
        table.remove_rows(list(table.selected))
        ui.notify(f"{gone} removed.")

    with ui.row():
        ui.button("Add person", on_click=add, icon="add")
        ui.button("Remove", on_click=remove).bind_enabled_from(
            table, "selected", backward=bool
        )


@ui.page("/form")
def form_page() -> None:
    header()
    said = ui.label("Nothing yet.")

    def tell(event: events.ValueChangeEventArguments) -> None:
        said.text = f"{type(event.sender).__name__}: {event.value}"

    with ui.tabs() as tabs:
        controls, tree, files = ui.tab("Controls"), ui.tab("Tree"), ui.tab("Files")
    with ui.tab_panels(tabs, value=controls).classes("w-full"):
        with ui.tab_panel(controls):
            ui.switch("Lights", on_change=tell)
            ui.checkbox("Radio on", on_change=tell)
            ui.radio(["Calm", "Rough"], value="Calm", on_change=tell).props("inline")
            ui.toggle(["Gull", "Heron", "Tern"], value="Gull", on_change=tell)
            ui.slider(min=0, max=10, value=3, on_change=tell).props(
                'aria-label="Speed" label-always'
            )
            ui.select(
                {1: "North quay", 2: "South quay"}, label="Quay", on_change=tell
            ).classes("w-48")
            with ui.expansion("More about it", icon="info").classes("w-full"):
                ui.markdown("Built in **1902**.")
        with ui.tab_panel(tree):
            nodes = [
                {
                    "id": "Harbour",
                    "children": [{"id": "Quay"}, {"id": "Pier"}],
                },
                {"id": "Town", "children": [{"id": "Market"}]},
            ]
            ui.tree(
                nodes,
                label_key="id",
                tick_strategy="leaf",
                on_tick=lambda event: said.set_text(f"Ticked: {sorted(event.value)}"),
            )
        with ui.tab_panel(files):

            async def took(event: events.UploadEventArguments) -> None:
                text = (await event.file.read()).decode()
                said.text = f"{event.file.name} has {len(text.splitlines())} lines."

            ui.upload(on_upload=took, auto_upload=True, label="Tide tables")


@ui.page("/wizard")
def wizard_page() -> None:
    header()
    with ui.stepper().props("vertical").classes("w-full") as stepper:
        with ui.step("Boat"):
            boat = ui.input("Name of the boat")
            with ui.stepper_navigation():
                ui.button("Next", on_click=stepper.next)
        with ui.step("Trim"):
            ui.label().bind_text_from(boat, "value", lambda name: f"Trimming {name}.")
            bar = ui.linear_progress(value=0, show_value=False).props(
                "instant-feedback"
            )

            async def trim() -> None:
                for at in range(1, 6):
                    await asyncio.sleep(0.05)
                    bar.value = at / 5
                stepper.next()

            with ui.stepper_navigation():
                ui.button("Trim", on_click=trim)
                ui.button("Back", on_click=stepper.previous).props("flat")
        with ui.step("Sail"):
            ui.label("Ready to sail.")
            with ui.stepper_navigation():
                ui.button("Sail", on_click=lambda: ui.notify(f"{boat.value} sails."))
    log = ui.log(max_lines=5).classes("w-full h-24")
    line = ui.input("Message").classes("w-full")

    def send() -> None:
        log.push(f"> {line.value}")
        line.value = ""

    line.on("keydown.enter", send)
    with ui.button("Menu"), ui.menu():
        ui.menu_item("Clear", log.clear)
        ui.menu_item("Hoist", lambda: ui.notify("Hoisted."))


ui.run(
    host="127.0.0.1",
    port=int(sys.argv[1]),
    title="Harbour desk",
    reload=False,
    show=False,
    storage_secret="for tests on one machine only",
)
