"""A peer of the classic dialect, from CONTRACT.md's paragraph alone: classic_peer.py NAME SELF NEXT.

A line on stdin is a message, its end the leave; what comes is printed: `AUTHOR: TEXT`, `AUTHOR left`.
"""
import json, socket, sys, threading, time, uuid

name, own_port, next_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
seen = set()
outgoing = None
lock = threading.Lock()


def say(value):
    with lock:
        seen.add(value["id"])
        outgoing.sendall(json.dumps(value).encode())  # one after another, no newline


def take(value):
    if not isinstance(value, dict):
        raise TypeError(value)
    for field in ("id", "author", "command"):
        if field in value and not isinstance(value[field], str):
            raise TypeError(field)
    if not isinstance(value.get("data"), (str, type(None))):
        raise TypeError("data")
    if value.get("command") not in ("m", "q"):
        return
    uuid.UUID(value["id"])
    if value["id"] in seen:
        return
    seen.add(value["id"])
    left = value["command"] == "q"
    print(value["author"] + (" left" if left else ": " + value["data"]), flush=True)
    threading.Timer(1, say, [value]).start()


def read(connection):
    decoder, text = json.JSONDecoder(), ""
    while chunk := connection.recv(4096):
        text = (text + chunk.decode()).lstrip()
        while text:
            try:
                value, end = decoder.raw_decode(text)
            except ValueError:
                break  # it is not whole yet
            text = text[end:].lstrip()
            take(value)


def accept(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=read, args=[connection], daemon=True).start()


listener = socket.create_server(("127.0.0.1", own_port))
threading.Thread(target=accept, args=[listener], daemon=True).start()
for attempt in range(10):
    try:
        outgoing = socket.create_connection(("127.0.0.1", next_port))
        break
    except OSError:
        time.sleep(1)
else:
    sys.exit("nobody is next")
print("ready", flush=True)
for line in sys.stdin:
    say({"id": str(uuid.uuid4()), "author": name, "command": "m", "data": line.rstrip("\n")})
say({"id": str(uuid.uuid4()), "author": name, "command": "q", "data": None})
time.sleep(0.2)
