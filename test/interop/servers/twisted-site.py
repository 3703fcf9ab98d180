"""Runs one FTP site with Twisted. The only argument is a JSON file that says how; see twisted.ts."""

import json
import sys

from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.credentials import IUsernamePassword
from twisted.cred.error import UnauthorizedLogin
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor
from twisted.protocols.ftp import FTPFactory, FTPShell, IFTPShell
from twisted.python.filepath import FilePath
from zope.interface import implementer

with open(sys.argv[1], encoding="utf-8") as file:
    how = json.load(file)


@implementer(IRealm)
class OneFolder:
    def requestAvatar(self, avatarId, mind, *interfaces):
        return IFTPShell, FTPShell(FilePath(how["root"])), lambda: None


@implementer(ICredentialsChecker)
class OneAccount:
    credentialInterfaces = (IUsernamePassword,)

    def requestAvatarId(self, given):
        if (given.username, given.password) != (how["username"], how["password"]):
            raise UnauthorizedLogin()
        return given.username


factory = FTPFactory(Portal(OneFolder(), [OneAccount()]))
factory.allowAnonymous = False
reactor.listenTCP(how["port"], factory, interface=how["address"])
reactor.run()
