"""Check an archive of the journal without Casquettes: standard library only.

Exit 0 when every entry is as it was signed, 1 when one is not (it is named), 2 when a file cannot
be read. The format is told in docs/method/journal.md.
"""

import hashlib
import hmac
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

DIGEST_BYTES = 16
USAGE = "python tools/verify_archive.py ARCHIVE.zip JOURNAL-KEY-FILE"


class Bad(Exception):
    """What is wrong, in words."""


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def mac(key: bytes, text: str) -> hmac.HMAC:
    return hmac.new(key, text.encode(), hashlib.sha256)


def chain_key(master: bytes, chain: str) -> bytes:
    return mac(master, f"casquettes.journal\n{chain}").digest()


def signature(key: bytes, line: dict[str, Any]) -> hmac.HMAC:
    return mac(key, "entry\n" + canonical({k: v for k, v in line.items() if k != "signature"}))


def digest(line: dict[str, Any]) -> bytes:
    bare = canonical({k: v for k, v in line.items() if k != "signature"})
    told = f"{bare}\n{line['signature']}"
    return hashlib.sha256(told.encode()).digest()[:DIGEST_BYTES]


def check_manifest(manifest: dict[str, Any], content: bytes, master: bytes) -> None:
    expected = manifest["files"]["journal.jsonl"]["sha256"]
    if hashlib.sha256(content).hexdigest() != expected:
        raise Bad("journal.jsonl is not the file the manifest tells of")
    key = chain_key(master, manifest["head"]["chain"])
    seal = manifest.pop("seal")
    if not hmac.compare_digest(mac(key, "archive\n" + canonical(manifest)).hexdigest(), seal):
        raise Bad("the manifest was changed, or this is not the key of this journal")


def check_lines(lines: list[dict[str, Any]], head: dict[str, Any], master: bytes) -> None:
    vouching = [line for line in lines if line["verb"] == "receive"][-1:]
    received = vouching[0]["rank"] if vouching else 0
    digests = bytes.fromhex(json.loads(vouching[0]["payload"])["digests"]) if vouching else b""
    key = chain_key(master, head["chain"])
    previous, total = "", 0
    for rank, line in enumerate(lines, 1):
        if line["rank"] != rank:
            raise Bad(f"entry {rank} is missing")
        if rank < received:  # signed elsewhere: as it was when the entry `received` vouched for it
            right = digest(line) == digests[(rank - 1) * DIGEST_BYTES : rank * DIGEST_BYTES]
        else:
            right = line["chain"] == head["chain"] and line["previous"] == previous
            right &= hmac.compare_digest(signature(key, line).hexdigest(), line["signature"])
            right &= line["perpetual_total"] == total + (line["amount"] or 0)
        if not right:
            raise Bad(f"entry {rank} is not as it was written")
        previous, total = line["signature"], line["perpetual_total"]
    if (len(lines), previous, total) != (head["rank"], head["signature"], head["perpetual_total"]):
        raise Bad(f"the journal went as far as entry {head['rank']}")


def main(arguments: list[str]) -> int:
    try:
        archive, key_file = arguments
        master = Path(key_file).read_bytes().strip()
        with zipfile.ZipFile(archive) as parcel:
            manifest = json.loads(parcel.read("manifest.json"))
            content = parcel.read("journal.jsonl")
        check_manifest(manifest, content, master)
        lines = [json.loads(line) for line in content.splitlines()]
        check_lines(lines, manifest["head"], master)
    except Bad as error:
        print(f"NOT WHOLE: {error}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        print(f"Cannot be read: {error!r}. Usage: {USAGE}")
        return 2
    print(f"Whole: {len(lines)} entries, made at {manifest['made_at']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
