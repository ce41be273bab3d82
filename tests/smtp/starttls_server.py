#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An SMTP server that offers STARTTLS and AUTH only behind it, for one test.

usage: starttls_server.py CERTIFICATE KEY

Prints its port, then each line that it hears, with "TLS " before what came encrypted. Ends with its input.
"""
import socket
import ssl
import sys
import threading


def talk(connection, context):
    stream = connection.makefile("rwb", buffering=0)
    secure = False

    def say(text):
        stream.write(text.encode() + b"\r\n")

    say("220 starttls.test")
    in_message = False
    while line := stream.readline():
        line = line.rstrip(b"\r\n").decode("utf-8", "replace")
        if in_message and line != ".":
            continue
        print(("TLS " if secure else "") + line, flush=True)
        if in_message:
            in_message = False
            say("250 taken")
        elif line.startswith("EHLO"):
            say("250-starttls.test")
            say("250 AUTH PLAIN" if secure else "250 STARTTLS")
        elif line == "STARTTLS":
            say("220 go ahead")
            connection = context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rwb", buffering=0)
            secure = True
        elif line.startswith("AUTH"):
            say("334 ")
            print("TLS " + stream.readline().decode().strip(), flush=True)
            say("235 welcome")
        elif line == "DATA":
            say("354 go ahead")
            in_message = True
        elif line == "QUIT":
            say("221 bye")
            return
        else:
            say("250 fine")


def serve(listener, context):
    while True:
        connection, _ = listener.accept()
        try:
            talk(connection, context)
        except OSError as error:  # a client that does not trust us
            print(f"lost: {error}", flush=True)
        finally:
            connection.close()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=serve, args=(listener, context), daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
