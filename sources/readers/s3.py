"""Files in S3, and in whatever speaks as it does, by a pattern."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field, field_validator

from sources.errors import SourceError
from sources.model import FetchContext, Fetched
from sources.readers.files import FileSource, RemoteFile, fetch_new, is_named, is_temporary, no_files
from sources.secrets import is_reference
from store.extras import how_to_install

TIMEOUT: Final = 60  # seconds
_PATTERN: Final = "*?["


class S3Source(FileSource):
    """Reads the objects of a bucket that a pattern names, the oldest first. An object that is there is whole."""

    examples: ClassVar[dict[str, Any]] = {
        "bucket": "exports",
        "files": "daily/accounts*.csv",
        "access_key": "env:S3_ACCESS_KEY",
        "secret_key": "env:S3_SECRET_KEY",
        "region": "eu-central-1",
    }
    needs_package: ClassVar[str] = "s3"

    bucket: str = Field(description="The bucket")
    files: str = Field(description="An object, or a pattern of objects such as daily/accounts*.csv")
    access_key: str = Field(default="", description="The secret with the key's id; without, what AWS's tools use here")
    secret_key: str = Field(default="", description="The secret with the key")
    region: str = Field(default="", description="The bucket's region")
    endpoint: str = Field(default="", description="The address of what isn't Amazon's, such as https://s3.example.com")

    @field_validator("access_key", "secret_key")
    @classmethod
    def _is_a_reference(cls, key: str) -> str:
        if key and not is_reference(key):
            raise ValueError("isn't the name of a secret")
        return key

    @property
    def place(self) -> str:
        return f"files, s3://{self.bucket}/{self.files}"

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        client = self._client(context)
        try:
            found = list(self._listed(client))
            if not found:
                raise no_files(self, f"{self.files} in the bucket {self.bucket}")

            def load(file: RemoteFile, path: Path) -> None:
                self._load(client, file, path)

            yield from fetch_new(self, found, load, context)
        finally:
            client.close()

    def _listed(self, client: Any) -> Generator[RemoteFile]:  # noqa: ANN401 - boto3 has no types
        """The objects that the pattern names. Raises `SourceError`: a bucket that isn't there is no empty one."""
        prefix = self.files[: min((self.files.find(mark) for mark in _PATTERN if mark in self.files), default=None)]
        for page in self._asked(
            lambda: [*client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)]
        ):
            for each in page.get("Contents", ()):
                key = each["Key"]
                if is_named(key, self.files) and not key.endswith("/") and not is_temporary(key):
                    yield RemoteFile(key, each["LastModified"], each["ETag"])

    def _load(self, client: Any, file: RemoteFile, path: Path) -> None:  # noqa: ANN401 - boto3 has no types
        """Loads the very object that was listed: one that was replaced since is left to the next run."""

        def load() -> None:
            answer = client.get_object(Bucket=self.bucket, Key=file.path, IfMatch=file.stamp)
            with path.open("wb") as to:
                for chunk in answer["Body"].iter_chunks(1 << 20):
                    to.write(chunk)

        self._asked(load)

    def _client(self, context: FetchContext) -> Any:  # noqa: ANN401 - boto3 has no types
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise SourceError(f"{self.name}: S3 needs a package: {how_to_install('s3')}") from None
        keys = {"aws_access_key_id": self.access_key, "aws_secret_access_key": self.secret_key}
        secrets = {name: context.secrets.get(key, self.name) for name, key in keys.items() if key}
        waits = Config(connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"max_attempts": 4, "mode": "standard"})
        return self._asked(
            lambda: boto3.session.Session().client(
                "s3", region_name=self.region or None, endpoint_url=self.endpoint or None, config=waits, **secrets
            )
        )

    def _asked(self, ask: Any) -> Any:  # noqa: ANN401 - boto3 has no types
        """What is asked. Raises `SourceError` for whatever goes wrong on the way."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask()
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise SourceError(f"{self.name}: s3://{self.bucket} {_refusal(code)}.") from None
        except (BotoCoreError, ValueError, OSError) as error:
            raise SourceError(f"{self.name}: s3://{self.bucket} can't be read ({type(error).__name__}).") from None


def _refusal(code: str) -> str:
    match code:
        case "NoSuchBucket":
            return "isn't there. Nothing is taken as gone; check its name"
        case "AccessDenied" | "InvalidAccessKeyId" | "SignatureDoesNotMatch":
            return f"may not be read ({code}). The key needs s3:ListBucket and s3:GetObject on it"
        case "RequestTimeTooSkewed":
            return "may not be read: the clock of this machine is wrong by more than a quarter of an hour"
        case "PreconditionFailed":
            return "had a file replaced while it was read: it is read again"
        case _:
            return f"refused ({code})"
