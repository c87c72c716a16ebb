"""All the places; what is known of each is beside it in `tables`."""

from __future__ import annotations

from tests.privacy.tables.addresses import ADDRESSES
from tests.privacy.tables.attributes import ATTRIBUTES
from tests.privacy.tables.fields import FIELDS
from tests.privacy.tables.frames import FRAMES
from tests.privacy.tables.masked import MASKED_PLACES
from tests.privacy.tables.secrets import SECRETS
from tests.privacy.tables.structure import STRUCTURE
from tests.privacy.tables.styles import STYLES
from tests.privacy.tables.texts import TEXTS

PLACES = (
    *FIELDS,
    *SECRETS,
    *MASKED_PLACES,
    *ATTRIBUTES,
    *TEXTS,
    *ADDRESSES,
    *STYLES,
    *FRAMES,
    *STRUCTURE,
)
