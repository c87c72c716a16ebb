"""Make the database that each test starts from: `LIBRARY_DATABASE=… python seed.py`."""

from __future__ import annotations

import datetime as dt
import os
import sys

import django

AUTHORS = ("Ada Lovelace", "Jorge Luis Borges", "Tove Jansson", "Ursula K. Le Guin")
TAGS = ("classic", "island", "library", "sea", "winter")
TITLES = (
    "Always Coming Home|Aleph and Other Stories|Ballad of the Pier|Cold Harbour|"
    "Dreams of the Lighthouse|Engine of Numbers|Fair Play|Garden of Paths|Harbour Notes|"
    "Island Summers|Letters from Tide|Moomin Winter|North of the Sea|Old Lanterns"
)


def main(password: str, session: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    catalogue()
    librarian(password, session)


def catalogue() -> None:
    from library.models import Author, Book, Copy, Tag

    authors = [
        Author.objects.create(name=name, born=dt.date(1900 + 7 * at, 3, 4 + at))
        for at, name in enumerate(AUTHORS)
    ]
    tags = [Tag.objects.create(name=name) for name in TAGS]
    for at, title in enumerate(TITLES.split("|")):
        book = Book.objects.create(
            title=title,
            slug=title.lower().replace(" ", "-"),
            author=authors[at % len(authors)],
            genre="npe"[at % 3],
            published=dt.date(1950 + 3 * at, 1 + at % 12, 10),
            pages=90 + 17 * at,
            in_print=at % 4 != 0,
        )
        book.tags.add(tags[at % len(tags)])
        Copy.objects.create(book=book, shelf=f"A{at}", condition="g")
        Copy.objects.create(book=book, shelf=f"B{at}", condition="w")


def librarian(password: str, session: str) -> None:
    """Make the superuser, and a login that a test can take over by its cookie."""
    from django.contrib import auth
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session

    user = User.objects.create_superuser("librarian", "librarian@example.com", password)
    # Otherwise the moment of the seed would be on a page.
    User.objects.update(date_joined=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    store = Session.get_session_store_class()()
    signed_in = {
        auth.SESSION_KEY: str(user.pk),
        auth.BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        auth.HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    Session.objects.create(
        session_key=session,
        session_data=store.encode(signed_in),
        expire_date=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
