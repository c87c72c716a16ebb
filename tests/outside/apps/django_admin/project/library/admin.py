"""One widget of each kind that the admin has."""

from __future__ import annotations

from django.contrib import admin

from library.models import Author, Book, Copy, Tag


class CopyInline(admin.TabularInline):
    model = Copy
    extra = 1


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    search_fields = ("name",)
    list_display = ("name", "born")


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    pass


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ("title", "author", "genre", "published", "pages", "in_print")
    list_editable = ("pages", "in_print")
    list_filter = ("genre", "in_print", "author")
    search_fields = ("title", "author__name")
    list_per_page = 10
    # Lists of fields, in the shape that Django reads them.
    # ruff: noqa: RUF012
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("author",)
    radio_fields = {"genre": admin.HORIZONTAL}
    filter_horizontal = ("tags",)
    inlines = (CopyInline,)
    fieldsets = (
        (None, {"fields": ("title", "slug", "author", "genre", "published")}),
        ("Shelf", {"fields": ("pages", "in_print", "tags")}),
        ("More", {"classes": ("collapse",), "fields": ("summary",)}),
    )
