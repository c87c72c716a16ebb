"""A librarian's day in Django's admin."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.outside.apps import App
from tests.outside.apps.django_admin.serve import PASSWORD, SESSION, USER


@pytest.fixture
def signed_in(context: BrowserContext, app: App) -> None:
    context.add_cookies([{"name": "sessionid", "value": SESSION, "url": app.url}])


def test_a_wrong_password_then_the_right_one(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username:").fill(USER)
    page.get_by_label("Password:").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Please enter the correct username")).to_be_visible()
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_label("Password:").press("Enter")
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Thanks for spending some quality time")).to_be_visible()


@pytest.mark.usefixtures("signed_in")
def test_a_book_is_added_with_every_kind_of_widget(page: Page) -> None:
    page.goto("/admin/library/book/")
    page.get_by_role("link", name="Add book").first.click()
    page.get_by_label("Title:").press_sequentially("The Sea Wall")
    expect(page.get_by_label("Slug:")).to_have_value("the-sea-wall")
    page.locator(".field-author").get_by_role("combobox").click()
    page.get_by_role("searchbox").last.press_sequentially("jans")
    page.get_by_role("option", name="Tove Jansson").click()
    page.get_by_role("radio", name="Essays").check()
    page.get_by_label("Published:").fill("1972-06-15")
    page.get_by_role("link", name="Choose a Date").click()
    page.get_by_role("link", name="20", exact=True).click()
    expect(page.get_by_label("Published:")).to_have_value("1972-06-20")
    page.get_by_label("Pages:").fill("241")
    page.get_by_role("checkbox", name="In print").uncheck()
    page.get_by_role("listbox", name="Available tags").select_option("island")
    page.get_by_role("button", name="Choose selected tags").click()
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Summary:").fill("A wall,\nand what is behind it.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    expect(page.get_by_role("listbox", name="Chosen tags")).to_have_text("island")


@pytest.mark.usefixtures("signed_in")
def test_books_are_searched_filtered_and_sorted(page: Page) -> None:
    page.goto("/admin/library/book/")
    expect(page.locator(".paginator")).to_contain_text("14 books")
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("link", name="Old Lanterns")).to_be_visible()
    page.get_by_role("search").get_by_role("textbox").fill("harbour")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("2 results")).to_be_visible()
    page.get_by_role("link", name="14 total").click()
    filters = page.get_by_role("navigation", name="Filter")
    filters.get_by_role("link", name="Poems").click()
    expect(page.locator(".paginator")).to_contain_text("5 books")
    page.get_by_role("link", name="Pages").click()
    rows = page.locator("#result_list").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Aleph and Other Stories")
    filters.get_by_text("Show counts").click()
    expect(filters.get_by_role("link", name="Novel (5)")).to_be_visible()


@pytest.mark.usefixtures("signed_in")
def test_copies_are_edited_in_line(page: Page) -> None:
    page.goto("/admin/library/book/?q=fair")
    page.get_by_role("link", name="Fair Play").click()
    page.locator("#id_copy_set-0-shelf").fill("Z9")
    page.locator("#id_copy_set-0-condition").select_option("Bad")
    page.locator("#id_copy_set-1-DELETE").check()
    page.get_by_role("button", name="Add another Copy").click()
    page.locator("#id_copy_set-3-shelf").fill("C1")
    page.locator("#id_copy_set-3-condition").select_option("Good")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.get_by_role("link", name="Fair Play").first.click()
    expect(page.locator("#id_copy_set-0-shelf")).to_have_value("Z9")
    expect(page.locator("#id_copy_set-1-shelf")).to_have_value("C1")


@pytest.mark.usefixtures("signed_in")
def test_rows_are_changed_and_then_deleted_after_a_question(page: Page) -> None:
    page.goto("/admin/library/book/")
    page.locator("#id_form-0-pages").fill("777")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 book was changed successfully")).to_be_visible()
    page.get_by_role("row", name="Cold Harbour").get_by_role("checkbox").first.check()
    page.get_by_role("row", name="Fair Play").get_by_role("checkbox").first.check()
    expect(page.get_by_text("2 of 10 selected")).to_be_visible()
    page.get_by_label("Action:").select_option("Delete selected books")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="Delete multiple objects")).to_be_visible()
    page.get_by_role("button", name="sure").click()
    expect(page.get_by_text("Successfully deleted 2 books.")).to_be_visible()
    expect(page.locator(".paginator")).to_contain_text("12 books")


@pytest.mark.usefixtures("signed_in")
def test_an_author_is_added_in_a_window_of_its_own(page: Page) -> None:
    page.goto("/admin/library/book/add/")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add another author").click()
    popup = opened.value
    popup.get_by_label("Name:").fill("Selma Lagerlöf")
    popup.get_by_label("Born:").fill("1858-11-20")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()
    author = page.locator(".field-author").get_by_role("combobox")
    expect(author).to_contain_text("Selma Lagerlöf")


@pytest.mark.usefixtures("signed_in")
def test_a_bad_new_password_is_refused(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Old password:").fill("wrong")
    page.get_by_label("New password:").fill("12345678")
    page.get_by_label("New password confirmation:").fill("87654321")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Your old password was entered")).to_be_visible()
    expect(page.get_by_text("The two password fields")).to_be_visible()
    page.get_by_label("Old password:").fill(PASSWORD)
    page.get_by_label("New password:").fill("a longer lantern")
    page.get_by_label("New password confirmation:").fill("a longer lantern")
    page.get_by_role("button", name="Change my password").click()
    expect(
        page.get_by_role("heading", name="Password change successful")
    ).to_be_visible()
