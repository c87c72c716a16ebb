"""Books, their authors, their tags, and the copies on the shelves."""

from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)
    born = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    author = models.ForeignKey(Author, models.PROTECT)
    genre = models.CharField(
        max_length=1, choices=[("n", "Novel"), ("p", "Poems"), ("e", "Essays")]
    )
    published = models.DateField()
    pages = models.PositiveIntegerField(default=100)
    in_print = models.BooleanField(default=True)
    tags = models.ManyToManyField(Tag, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Copy(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    shelf = models.CharField(max_length=10)
    condition = models.CharField(
        max_length=1, choices=[("g", "Good"), ("w", "Worn"), ("b", "Bad")]
    )

    class Meta:
        verbose_name_plural = "copies"

    def __str__(self) -> str:
        return f"{self.book} on {self.shelf}"
