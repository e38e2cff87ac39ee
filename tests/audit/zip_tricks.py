"""Tricks of a zip file: names, kinds, sizes and places that other readers of it may believe."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from mutations import Mutation, read


def _packed(data: bytes, random: Random, change: Callable[[zipfile.ZipInfo], object]) -> bytes:
    """Put together by another writer of zip files, one file of it in another way."""
    files, target = read(data), io.BytesIO()
    odd = random.choice(list(files))
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            if name == odd:
                change(info)
            archive.writestr(info, content)
    return target.getvalue()


def trick(**changed: object) -> Mutation:
    def mutation(data: bytes, random: Random, _: Path) -> bytes:
        def change(info: zipfile.ZipInfo) -> None:
            for name, value in changed.items():
                setattr(info, name, value)

        return _packed(data, random, change)

    return mutation


def another_file_of_the_same_name(data: bytes, random: Random, _: Path) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is meant to stand there twice
        archive.writestr(random.choice(archive.namelist()), "other")
    return target.getvalue()


def encrypted(data: bytes, random: Random, _: Path) -> bytes:
    start = [at for at in range(len(data)) if data.startswith(b"PK\x01\x02", at)]
    at = random.choice(start) + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")


def _directory(data: bytes) -> list[int]:
    """Where each record of the directory begins."""
    count, at = END.unpack(data[-END.size :])[4], END.unpack(data[-END.size :])[6]
    found = []
    for _ in range(count):
        found.append(at)
        at += CENTRAL.size + CENTRAL.unpack_from(data, at)[10]
    return found


def _field(data: bytes, at: int, number: int, value: int) -> bytes:
    """Another value in a field of a record of the directory."""
    fields = list(CENTRAL.unpack_from(data, at))
    fields[number] = value
    return data[:at] + CENTRAL.pack(*fields) + data[at + CENTRAL.size :]


def two_names_for_one_file(data: bytes, random: Random, _: Path) -> bytes:
    """Overlapping: a record points at another's bytes."""
    one, other = random.sample(_directory(data), 2)
    return _field(data, one, 16, CENTRAL.unpack_from(data, other)[16])


def another_size(data: bytes, random: Random, _: Path) -> bytes:
    """In the directory, in the file's own header, or in both."""
    at = random.choice(_directory(data))
    fields = CENTRAL.unpack_from(data, at)
    size = random.choice([0, 1, max(fields[8] - 1, 0), fields[8] + 1, len(data), 2**31, 2**32 - 1])
    where = random.randrange(3)
    if where != 1:
        for number in (8, 9):
            data = _field(data, at, number, size)
    if where != 0:
        sizes = fields[16] + 18
        data = data[:sizes] + struct.pack("<2L", size, size) + data[sizes + 8 :]
    return data


def another_end(data: bytes, random: Random, _: Path) -> bytes:
    """Other disks, counts, or another place of the directory."""
    fields = list(END.unpack(data[-END.size :]))
    number = random.randrange(1, len(fields))
    fields[number] = random.choice([one for one in (0, 1, 9, 11, 65535) if one != fields[number]])
    return data[: -END.size] + END.pack(*fields)


def a_comment(data: bytes, random: Random, _: Path) -> bytes:
    words = random.randbytes(random.randint(1, 200))
    return data[:-2] + struct.pack("<H", len(words)) + words


def a_second_directory(data: bytes, random: Random, _: Path) -> bytes:
    """A whole bundle behind another, or before it: which of them is read?"""
    return data + data if random.random() < 0.5 else data + data[_directory(data)[0] :]


class _Stream(io.RawIOBase):
    """What cannot be gone back in: sizes then come after each file."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # whatever comes is bytes
        self.data += bytes(data)
        return len(data)


def sizes_afterwards(data: bytes, _random: Random, _: Path) -> bytes:
    """Data descriptors."""
    stream = _Stream()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in read(data).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.data


def of_64_bits(data: bytes, random: Random, _: Path) -> bytes:
    """A file of it as zip64 has it; or all of its end."""
    if random.random() < 0.5:
        end = END.unpack(data[-END.size :])
        large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, *(end[3:5]), *(end[5:7]))
        where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - END.size, 1)
        return data[: -END.size] + large + where + data[-END.size :]
    target = io.BytesIO()
    odd = random.choice(list(files := read(data)))
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=name == odd) as file:
                file.write(content)
    return target.getvalue()


def a_bomb(data: bytes, random: Random, _: Path) -> bytes:
    """A file that is little here, and much when it is taken out."""
    target, odd = io.BytesIO(), random.choice(list(files := read(data)))
    method = random.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            if name == odd:
                archive.writestr(name, bytes(2**22), compress_type=method, compresslevel=1)
            else:
                archive.writestr(name, content)
    return target.getvalue()


NAMES = (
    "../entries.jsonl", "/etc/passwd", "a\\..\\b", "..", "entries.jsonl/", "./entries.jsonl",
    "Manifest.json", "verify.py ", "entries.jsonl\x1b[2J", "C:\\entries.jsonl", "~/.profile", "é.txt",
    "x" * 5000,
)  # fmt: skip
RIGHTS = (0o120777, 0o40755, 0o104755, 0o20644, 0o10644, 0o100755, 0)


def another_name(data: bytes, random: Random, _: Path) -> bytes:
    return trick(filename=random.choice(NAMES))(data, random, _)


def other_rights(data: bytes, random: Random, _: Path) -> bytes:
    """A symbolic link, a folder, a device, a program that becomes somebody else."""
    return trick(external_attr=random.choice(RIGHTS) << 16)(data, random, _)


TRICKS = (
    another_file_of_the_same_name, encrypted, two_names_for_one_file, another_size, another_end,
    a_comment, a_second_directory, sizes_afterwards, of_64_bits, a_bomb, another_name, other_rights,
    trick(compress_type=zipfile.ZIP_DEFLATED), trick(compress_type=zipfile.ZIP_BZIP2),
    trick(date_time=(1999, 1, 1, 0, 0, 0)), trick(comment=b"hello"),
    trick(extra=b"\x01\x00\x00\x00"), trick(create_system=0),
)  # fmt: skip
