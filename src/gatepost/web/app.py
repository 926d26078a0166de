"""The web application around a service: routes, errors, OpenAPI, and the frame that surrounds them."""

from __future__ import annotations

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Tag
from litestar.types import ASGIApp

from gatepost.__about__ import __version__
from gatepost.conversation.house import House
from gatepost.web.body import MAX_BODY
from gatepost.web.errors import EXCEPTION_HANDLERS
from gatepost.web.frame import Frame
from gatepost.web.guards import provide_moderator, provide_program
from gatepost.web.lately import Lately
from gatepost.web.routes import route_handlers
from gatepost.web.service import Service

OPENAPI = OpenAPIConfig(
    title="Gatepost",
    version=__version__,
    description="Comments that a newsroom can stand behind: moderated before publication, explained, proven.",
    license=License(name="Apache-2.0", identifier="Apache-2.0"),
    path="/api/schema",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    tags=[
        Tag("readers", "What the widget on a site's page asks."),
        Tag("desk", "The desk for programs with a token of scope `desk`."),
        Tag("machines", "Health and figures."),
    ],
    components=Components(
        security_schemes={
            "token": SecurityScheme(type="http", scheme="bearer", description="A program's token."),
            "receipt": SecurityScheme(
                type="apiKey", name="Gatepost-Receipt", security_scheme_in="header",
                description="The token of a comment's receipt; or `Authorization: Receipt TOKEN`.",
            ),
        }
    ),
    create_examples=False,
)  # fmt: skip


def build_litestar(service: Service, *, demo: bool = False) -> Litestar:
    """Litestar itself, without the frame: what tests of the route table look at."""

    def provide_house() -> House:
        return service.house

    config = AppConfig(
        route_handlers=route_handlers(demo=demo),
        exception_handlers=dict(EXCEPTION_HANDLERS),
        dependencies={
            "house": Provide(provide_house, sync_to_thread=False),
            "moderator": Provide(provide_moderator),
            "program": Provide(provide_program),
        },
        state=State(
            {
                "service": service,
                "accounts": service.accounts,
                "trusted_origins": frozenset({service.settings.base_url}),
            }
        ),
        openapi_config=OPENAPI,
        request_max_body_size=MAX_BODY,
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
    )
    return Litestar.from_config(config)


def build(service: Service, *, demo: bool = False) -> ASGIApp:
    """The whole application for a server or a test; it needs no lifespan: the service is opened before."""
    lately = Lately()
    service.house.events.watchers.append(lately.forget)
    return Frame(
        build_litestar(service, demo=demo),
        service.house.sites,
        service.trusted_proxies,
        service.settings.base_url,
        lately,
    )
