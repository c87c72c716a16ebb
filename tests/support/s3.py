"""An S3 on this machine, and the environment that leads to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

BUCKET = "replays"


class S3:
    """A server with one bucket. `env` is what a client of it needs."""

    def __init__(self, port: int) -> None:
        self.url = f"s3://{BUCKET}/store"
        self.endpoint = f"http://127.0.0.1:{port}"
        self.env = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def client(self) -> Any:
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return sorted(each["Key"].removeprefix("store/") for each in found)


@contextmanager
def s3_server() -> Iterator[S3]:
    """Serve until the block is left. Skips where moto or s3fs is not installed."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    server.start()
    try:
        s3 = S3(server.get_host_and_port()[1])
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        s3.client.create_bucket(Bucket=BUCKET)
        yield s3
    finally:
        server.stop()
