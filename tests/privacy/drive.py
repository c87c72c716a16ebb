"""What a person does in a place, with Playwright. Each returns when the page has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.privacy.place import Place


def target(frame: Any, place: Place) -> Any:
    return frame.locator(f"#{place.id}")


def page_of(frame: Any) -> Any:
    return getattr(frame, "page", frame)


def fill(frame: Any, place: Place) -> None:
    target(frame, place).fill(place.value)


def press_keys(frame: Any, place: Place, selector: str) -> None:
    """Press a key for each character; the target gets the focus by a click."""
    frame.locator(selector).click(force=True)
    page_of(frame).keyboard.type(place.value)


def press_one_by_one(frame: Any, place: Place) -> None:
    press_keys(frame, place, f"#{place.id}")


def paste(frame: Any, place: Place) -> None:
    """Copy out of a field of our own, and paste with the keyboard."""
    frame.evaluate(
        """value => {
            const field = document.createElement('textarea');
            field.id = 'copied';
            document.body.append(field);
            field.value = value;
            field.select();
        }""",
        place.value,
    )
    frame.locator("#copied").focus()
    page_of(frame).keyboard.press("ControlOrMeta+a")
    page_of(frame).keyboard.press("ControlOrMeta+c")
    frame.evaluate("document.getElementById('copied').remove()")
    target(frame, place).click()
    page_of(frame).keyboard.press("ControlOrMeta+v")


def put_in(frame: Any, place: Place) -> None:
    """Insert without keys, as input methods and password managers do."""
    target(frame, place).focus()
    page_of(frame).keyboard.insert_text(place.value)


def drag_text(frame: Any, place: Place) -> None:
    fill(frame, place)
    source, goal = target(frame, place), frame.locator(f"#{place.id}-target")
    source.select_text()
    source.scroll_into_view_if_needed()
    mouse, start, end = page_of(frame).mouse, source.bounding_box(), goal.bounding_box()
    mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    mouse.down()
    for part in (0.2, 0.5, 0.9, 1):
        away = end["x"] + 20 - (start["x"] + 20)
        mouse.move(start["x"] + 20 + part * away, end["y"] + end["height"] / 2)
    mouse.up()


def choose_file(frame: Any, place: Place) -> None:
    file = {"name": f"{place.value}.txt", "mimeType": "text/plain", "buffer": b"x"}
    target(frame, place).set_input_files(file)
