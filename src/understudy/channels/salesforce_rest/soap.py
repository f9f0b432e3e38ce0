"""The one call of the SOAP API that clients of the REST API begin with: `login`.

The document is read with expat and no tree; one that declares a document type is refused at that place, so
there is no entity to expand.

Source: SOAP API Developer Guide, "login()".
"""

from xml.parsers import expat
from xml.sax.saxutils import escape

from fastapi import Depends, Request
from fastapi.responses import Response

from understudy.channels.admission.entry import SigningIn
from understudy.channels.admission.sign_ins import SIGN_IN_LASTS
from understudy.channels.salesforce_rest.logins import Login, instance_url, log_in, org_id, user_id
from understudy.channels.salesforce_rest.routes import Routes, short_body
from understudy.channels.service import Service, Serving
from understudy.kit.errors import InputError

__all__ = ["read_login", "router"]

router = Routes("/services/Soap/u/{version}")

_LONGEST = 20_000
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope'
    ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"'
    ' xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<soapenv:Body>"
)
_FOOT = "</soapenv:Body></soapenv:Envelope>"
_WRONG = "Invalid username, password, security token; or user locked out."


@router.post("", dependencies=[Depends(SigningIn("who logs in is not in yet"))])
@router.post("/{organisation}", dependencies=[Depends(SigningIn("who logs in is not in yet"))])
async def login(version: str, request: Request, service: Serving) -> Response:
    """A session for a user name with its password."""
    body = await short_body(request, _LONGEST)
    try:
        username, password = read_login(body)
    except InputError as error:
        return _fault("INVALID_OPERATION", error.message)
    known = await log_in(service, password, username=username)
    if known is None:
        service.paces.tried_in_vain(request)
        return _fault("INVALID_LOGIN", _WRONG)
    return Response(_HEAD + _result(request, service, known, version) + _FOOT, media_type="text/xml")


def read_login(body: bytes) -> tuple[str, str]:
    """The user name and the password of a login.

    Raises: InputError when the document is none.
    """
    read = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = read.refuse
    parser.StartElementHandler = read.start
    parser.EndElementHandler = read.end
    parser.CharacterDataHandler = read.text
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise InputError(f"this is no XML: {error}") from error
    if not read.is_login:
        raise InputError("of the SOAP API only login is there")
    return read.values["username"], read.values["password"]


class _Reader:
    """Notes the texts of the elements that are asked for."""

    def __init__(self) -> None:
        self.values = {"username": "", "password": ""}
        self.is_login = False
        self._within = ""

    def refuse(self, *_: object) -> None:
        raise InputError("a document type is not let in")

    def start(self, name: str, _attributes: object) -> None:
        self._within = name.rpartition(" ")[2]
        self.is_login = self.is_login or self._within == "login"

    def end(self, _name: str) -> None:
        self._within = ""

    def text(self, text: str) -> None:
        if self._within in self.values:
            self.values[self._within] += text


def _result(request: Request, service: Service, known: Login, version: str) -> str:
    here, organisation, user = instance_url(request), org_id(service), user_id(known.actor)
    server = escape(f"{here}/services/Soap/u/{version}/{organisation[:15]}")
    return (
        "<loginResponse><result>"
        f"<metadataServerUrl>{server.replace('/u/', '/m/')}</metadataServerUrl>"
        "<passwordExpired>false</passwordExpired><sandbox>false</sandbox>"
        f"<serverUrl>{server}</serverUrl><sessionId>{escape(known.token)}</sessionId><userId>{user}</userId>"
        f"<userInfo><organizationId>{organisation}</organizationId>"
        f"<organizationName>{escape(service.stage.org.name)}</organizationName>"
        f"<sessionSecondsValid>{int(SIGN_IN_LASTS.total_seconds())}</sessionSecondsValid>"
        f"<userId>{user}</userId></userInfo>"
        "</result></loginResponse>"
    )


def _fault(code: str, message: str) -> Response:
    told = f"{code}: {escape(message)}"
    body = (
        f"{_HEAD}<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{told}</faultstring>"
        f'<detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>{code}</sf:exceptionCode>'
        f"<sf:exceptionMessage>{escape(message)}</sf:exceptionMessage></sf:LoginFault></detail>"
        f"</soapenv:Fault>{_FOOT}"
    )
    return Response(body, 500, media_type="text/xml")
