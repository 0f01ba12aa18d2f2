"""A chat of type, length, content, by somebody who never saw ringchat: python3 THIS IP PORT NAME.

Stdin: "say TEXT", "slowly TEXT" (a byte at a time), "raw HEX". Stdout: what it hears, as JSON."""
import json, socket, sys, threading, time

ip, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
kinds = {1: "message", 2: "name"}
peers = {}  # by IP: its one connection


def tell(event, host, text=""):
    sys.stdout.write(json.dumps({"event": event, "host": host, "text": text}) + "\n")
    sys.stdout.flush()


def frame(kind, text):
    return bytes([kind, len(text.encode())]) + text.encode()


def exactly(connection, count):
    content = b""
    while len(content) < count:
        part = connection.recv(min(3, count - len(content)))  # as little as TCP may give
        if not part:
            raise EOFError
        content += part
    return content


def converse(connection, host):
    try:
        while True:
            kind, length = exactly(connection, 2)
            tell(kinds.get(kind, "unknown"), host, exactly(connection, length).decode())
    except (EOFError, OSError):
        if peers.get(host) is connection:
            del peers[host]
        tell("gone", host)


def hear(udp):
    while True:
        datagram, (host, _) = udp.recvfrom(512)
        if host != ip and host not in peers:
            tell("heard", host, datagram[2 : 2 + datagram[1]].decode())
            connection = socket.create_connection((host, port), source_address=(ip, 0))
            peers[host] = connection
            connection.sendall(frame(2, name))
            threading.Thread(target=converse, args=(connection, host), daemon=True).start()


def accept(server):
    while True:
        connection, (host, _) = server.accept()
        peers[host] = connection
        threading.Thread(target=converse, args=(connection, host), daemon=True).start()


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
udp.bind(("", port))
for loop, on in ((accept, socket.create_server((ip, port))), (hear, udp)):
    threading.Thread(target=loop, args=(on,), daemon=True).start()
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sender.bind((ip, 0))
sender.sendto(frame(2, name), ("127.255.255.255", port))
tell("ready", ip)
for command, text in (line.rstrip("\n").split(" ", 1) for line in sys.stdin):
    content = bytes.fromhex(text) if command == "raw" else frame(1, text)
    size = 1 if command == "slowly" else len(content)
    for connection in list(peers.values()):
        for start in range(0, len(content), size):
            connection.sendall(content[start : start + size])
            time.sleep(0.001)
