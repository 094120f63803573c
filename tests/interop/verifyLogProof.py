"""Checks a log proof with the standard library alone, after the specifications: RFC 6962 2.1.1 (proof, recursive as it
is defined there), c2sp.org/tlog-proof, c2sp.org/tlog-checkpoint, c2sp.org/signed-note.

Arguments: proof file, key file (log.vkey), record.json, and a folder. Into the folder go signed.txt, signature.bin and
key.der (SubjectPublicKeyInfo of the Ed25519 key), for another program to verify; the standard library cannot.
Prints "index SIZE ok" or fails.
"""
import base64
import hashlib
import json
import pathlib
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(index, size, leaf, path):
    """The root that the audit path gives; the last hash of the path is the sibling nearest to the root."""
    if size == 1:
        assert not path, "path too long"
        return leaf
    split = 1
    while split * 2 < size:
        split *= 2
    assert path, "path too short"
    if index < split:
        return sha256(b"\x01" + root_of(index, split, leaf, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_of(index - split, size - split, leaf, path[:-1]))


proof_file, key_file, record_file, folder = sys.argv[1:5]
head, checkpoint = pathlib.Path(proof_file).read_text("utf-8").split("\n\n", 1)
header, extra, index_line, *hashes = head.split("\n")
assert header == "c2sp.org/tlog-proof@v1"
assert extra.startswith("extra ") and index_line.startswith("index ")
opening = json.loads(base64.b64decode(extra[6:], validate=True))
index = int(index_line[6:])
path = [base64.b64decode(line, validate=True) for line in hashes]

entry = opening["entry"].encode("utf-8")
commitment = sha256(bytes.fromhex(opening["nonce"]) + sha256(pathlib.Path(record_file).read_bytes()))
assert json.loads(entry)["content"] == "sha256:" + commitment.hex(), "the leaf is about another record"

text, signatures = checkpoint.split("\n\n", 1)
origin, size_line, root_line = text.split("\n")[:3]
size, root = int(size_line), base64.b64decode(root_line, validate=True)
assert 0 <= index < size
assert root_of(index, size, sha256(b"\x00" + entry), path) == root, "the path leads to another root"

name, key_id, key_text = pathlib.Path(key_file).read_text("utf-8").strip().split("+", 2)
key = base64.b64decode(key_text, validate=True)
assert key[0] == 1 and len(key) == 33, "not an Ed25519 key"
assert name == origin
assert sha256(name.encode() + b"\n" + key)[:4].hex() == key_id
lines = [line for line in signatures.split("\n") if line.startswith("\u2014 " + name + " ")]
blob = base64.b64decode(lines[0].split(" ")[2], validate=True)
assert blob[:4].hex() == key_id

out = pathlib.Path(folder)
(out / "signed.txt").write_bytes(text.encode("utf-8") + b"\n")
(out / "signature.bin").write_bytes(blob[4:])
(out / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + key[1:])
print(index, size, "ok")
