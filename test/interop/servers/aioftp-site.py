"""Runs one FTP site with aioftp. The only argument is a JSON file that says how; see aioftp.ts."""

import asyncio
import json
import ssl
import sys

import aioftp

with open(sys.argv[1], encoding="utf-8") as file:
    how = json.load(file)


async def main():
    user = aioftp.User(how["username"], how["password"], base_path=how["root"])
    context = None
    if how["certificate"]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(how["certificate"])
    server = aioftp.Server([user], ssl=context)
    await server.run(how["address"], how["port"])


asyncio.run(main())
