"""The admin, and nothing else."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

admin.site.site_header = "Library"
urlpatterns = [path("admin/", admin.site.urls)]
