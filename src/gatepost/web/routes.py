"""The whole route table on one page: method, path, handler, who may call.

| Method | Path                               | Handler         | Who                                        |
|--------|------------------------------------|-----------------|--------------------------------------------|
| POST   | /api/v1/comments                   | post_comment    | anyone on a site's pages, rate-limited     |
| GET    | /api/v1/comments                   | list_comments   | everybody; approved comments               |
| GET    | /api/v1/comments/{id}              | get_comment     | everybody if approved; the author always   |
| GET    | /api/v1/comments/{id}/proof        | get_proof       | everybody if approved; the author always   |
| GET    | /api/v1/ledger/checkpoints         | list_checkpoints | everybody                                 |
| GET    | ../ledger/checkpoints/{number}     | get_checkpoint  | everybody                                  |
| GET    | /api/v1/ledger/key                 | get_key         | everybody                                  |
| POST   | /api/v1/comments/{id}/appeal       | post_appeal     | the author                                 |
| POST   | /api/v1/comments/{id}/withdraw     | post_withdraw   | the author                                 |
| POST   | /api/v1/comments/{id}/report       | post_report     | everybody, rate-limited                    |
| POST   | /api/v1/comments/{id}/mark         | post_mark       | a reader, rate-limited                     |
| GET    | /api/v1/me/marks                   | get_my_marks    | a reader, by token                         |
| POST   | /api/v1/follow                     | post_follow     | a reader with an account, rate-limited     |
| GET    | /api/v1/follow                     | get_follow      | a reader, by token                         |
| GET    | /api/v1/me                         | get_me          | a reader, by token                         |
| POST   | /api/v1/me/appeal                  | post_my_appeal  | a reader, by token                         |
| POST   | /api/v1/me/settings                | post_my_settings | a reader with an account, by token        |
| GET    | /api/v1/me/export                  | get_export      | a reader, by token                         |
| POST   | /api/v1/me/erase                   | post_erase_me   | a reader, by token                         |
| POST   | /api/v1/comments/{id}/erase        | post_erase      | the author                                 |
| POST   | /api/v1/sign-in/email              | post_sign_in_email | anyone on a site's pages, rate-limited  |
| POST   | /api/v1/sign-in/exchange           | post_exchange   | who has a link from a letter               |
| POST   | /api/v1/sign-in/sso                | post_sso        | who has the publisher's signed token       |
| POST   | /api/v1/sign-out                   | post_sign_out   | a reader, by token                         |
| GET    | /api/v1/stream                     | get_stream      | everybody, limited in number               |
| GET    | /api/v1/guidelines                 | get_guidelines  | everybody                                  |
| POST   | /api/v1/check                      | check           | everybody, rate-limited; token `check`     |
| GET    | /api/v1/desk/queue                 | get_queue       | token `desk`                               |
| GET    | /api/v1/desk/counts                | get_counts      | token `desk`                               |
| GET    | /api/v1/desk/search                | get_search      | token `desk`                               |
| GET    | /api/v1/desk/comments/{id}         | get_item        | token `desk`                               |
| GET    | /api/v1/desk/comments/{id}/place   | get_place       | token `desk`                               |
| GET    | /api/v1/desk/comments/{id}/wave    | get_wave        | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/approve | post_approve    | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/reject  | post_reject     | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/undo    | post_undo       | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/answer  | post_answer     | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/claim   | post_claim      | token `desk`                               |
| POST   | /api/v1/desk/comments/{id}/release | post_release    | token `desk`                               |
| POST   | /api/v1/desk/bulk/preview          | post_preview    | token `desk`                               |
| POST   | /api/v1/desk/bulk                  | post_bulk       | token `desk`                               |
| GET    | /api/v1/desk/views                 | get_views       | token `desk`                               |
| POST   | /api/v1/desk/views                 | post_view       | token `desk`                               |
| POST   | /api/v1/desk/views/{id}            | post_view_change | token `desk`                              |
| POST   | /api/v1/desk/views/{id}/delete     | post_view_delete | token `desk`                              |
| GET    | /api/v1/desk/figures               | get_figures     | token `desk`                               |
| GET    | /api/v1/desk/quality               | get_quality     | token `desk-admin`                         |
| GET    | /api/v1/desk/articles              | get_articles    | token `desk`                               |
| POST   | /api/v1/desk/articles              | post_article    | token `desk`                               |
| POST   | /api/v1/desk/articles/{id}/close   | post_close      | token `desk`                               |
| POST   | /api/v1/desk/articles/{id}/open    | post_open       | token `desk`                               |
| POST   | ../desk/articles/{id}/settings     | post_settings   | token `desk`                               |
| POST   | ../desk/comments/{id}/reply        | post_newsroom_reply | token `desk`                           |
| GET    | /api/v1/desk/authors/{id}          | get_author      | token `desk`                               |
| POST   | /api/v1/desk/authors/{id}/suspend  | post_suspend    | token `desk`                               |
| GET    | /api/v1/desk/suspensions           | get_suspensions | token `desk`                               |
| POST   | /api/v1/desk/suspensions/{id}/lift | post_lift       | token `desk`                               |
| POST   | ../suspensions/{id}/answer         | post_suspension_answer | token `desk`                        |
| POST   | ../desk/comments/{id}/escalate     | post_escalate   | token `desk`                               |
| GET    | /api/v1/desk/escalations           | get_escalations | token `desk`                               |
| POST   | ../desk/escalations/{id}/close     | post_escalation_close | token `desk-admin`                   |
| GET    | ../desk/escalations/{id}/bundle    | get_bundle      | token `desk`                               |
| GET    | /api/v1/desk/rules                 | get_rules       | token `desk`                               |
| GET    | /api/v1/desk/rules/versions        | get_rule_versions | token `desk`                             |
| GET    | /api/v1/desk/rules/versions/{number} | get_rule_version | token `desk`                            |
| POST   | /api/v1/desk/rules/dry-run         | post_dry_run    | token `desk-admin`                         |
| GET    | /api/v1/desk/rules/dry-run/{id}    | get_dry_run     | token `desk`                               |
| POST   | /api/v1/desk/rules/publish         | post_publish    | token `desk-admin`                         |
| GET    | /api/v1/desk/people                | get_people      | token `desk-admin`                         |
| POST   | /api/v1/desk/people/invite         | post_invite     | token `desk-admin`                         |
| POST   | ../people/invitations/{id}/withdraw | post_withdraw_invitation | token `desk-admin`               |
| POST   | /api/v1/desk/people/{id}/role      | post_role       | token `desk-admin`                         |
| POST   | /api/v1/desk/people/{id}/disable   | post_disable    | token `desk-admin`                         |
| POST   | /api/v1/desk/people/{id}/enable    | post_enable     | token `desk-admin`                         |
| *      | /desk, /desk/...                   | DESK_ROUTES     | moderators; some marked `public`           |
| GET    | /thread                            | get_thread      | everybody; approved comments               |
| POST   | /thread                            | post_thread     | everybody, as post_comment                 |
| *      | /thread/report                     | public/reporting.py | everybody, as post_report              |
| *      | /r/{token}, /r/{token}/...         | public/receipt*.py | who has the receipt's token             |
| GET    | /embed                             | embed           | everybody; framed by the article's site    |
| *      | /unsubscribe/{token}               | unsubscribe.py  | who has the letter                         |
| GET    | /healthz /readyz /metrics          | health.py       | everybody who reaches the port             |
| GET    | /embed.js                          | embed_script    | everybody                                  |
| GET    | /widget.js /static/{name}          | static_files.py | everybody                                  |
| GET    | / and the demo's articles          | DEMO_ROUTES     | everybody, with `--demo` only              |
| GET    | /api/schema/openapi.json           | Litestar        | everybody                                  |
"""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from gatepost.web.desk import DESK_ROUTES
from gatepost.web.desk_api import (
    articles,
    bulk,
    deciding,
    escalations,
    figures,
    people,
    queues,
    reading,
    rules,
    views,
)
from gatepost.web.desk_api import authors as desk_authors
from gatepost.web.guards import requires_desk_token, requires_moderator
from gatepost.web.health import healthz, metrics, readyz
from gatepost.web.public import HANDLERS as PAGE_HANDLERS
from gatepost.web.public import ROUTES as PAGE_ROUTES
from gatepost.web.reader.check import check
from gatepost.web.reader.following import get_follow, post_follow
from gatepost.web.reader.guidelines import get_guidelines
from gatepost.web.reader.ledger import get_checkpoint, get_key, list_checkpoints
from gatepost.web.reader.marking import get_my_marks, post_mark
from gatepost.web.reader.me import get_me, post_my_appeal, post_my_settings
from gatepost.web.reader.objecting import post_appeal, post_report, post_withdraw
from gatepost.web.reader.posting import post_comment
from gatepost.web.reader.proof import get_proof
from gatepost.web.reader.reading import get_comment, list_comments
from gatepost.web.reader.rights import get_export, post_erase, post_erase_me
from gatepost.web.reader.sign_in import post_exchange, post_sign_in_email, post_sign_out, post_sso
from gatepost.web.reader.stream import get_stream
from gatepost.web.reader.unsubscribe import get_unsubscribe, post_unsubscribe
from gatepost.web.static_files import static_file, widget

READER_ROUTES: Sequence[ControllerRouterHandler] = (
    post_comment,
    list_comments,
    get_comment,
    get_proof,
    list_checkpoints,
    get_checkpoint,
    get_key,
    post_appeal,
    post_withdraw,
    post_report,
    post_mark,
    get_my_marks,
    post_follow,
    get_follow,
    get_me,
    post_my_appeal,
    post_my_settings,
    get_export,
    post_erase_me,
    post_erase,
    post_sign_in_email,
    post_exchange,
    post_sso,
    post_sign_out,
    get_stream,
    get_guidelines,
    check,
)

DESK_API_ROUTES: Sequence[ControllerRouterHandler] = (
    queues.get_queue,
    queues.get_counts,
    queues.get_search,
    queues.get_place,
    queues.get_wave,
    reading.get_item,
    reading.get_articles,
    figures.get_figures,
    figures.get_quality,
    deciding.post_approve,
    deciding.post_reject,
    deciding.post_undo,
    deciding.post_answer,
    bulk.post_claim,
    bulk.post_release,
    bulk.post_preview,
    bulk.post_bulk,
    views.get_views,
    views.post_view,
    views.post_view_change,
    views.post_view_delete,
    articles.post_article,
    articles.post_close,
    articles.post_open,
    articles.post_settings,
    articles.post_newsroom_reply,
    desk_authors.get_author,
    desk_authors.post_suspend,
    desk_authors.get_suspensions,
    desk_authors.post_lift,
    desk_authors.post_suspension_answer,
    escalations.post_escalate,
    escalations.get_escalations,
    escalations.post_escalation_close,
    escalations.get_bundle,
    rules.get_rules,
    rules.get_rule_versions,
    rules.get_rule_version,
    rules.post_dry_run,
    rules.get_dry_run,
    rules.post_publish,
    *people.ROUTES,
)

MACHINE_ROUTES: Sequence[ControllerRouterHandler] = (
    healthz,
    readyz,
    metrics,
    widget,
    static_file,
    get_unsubscribe,
    post_unsubscribe,
)


def route_handlers(*, demo: bool) -> list[ControllerRouterHandler]:
    """Everything that this server answers."""
    handlers: list[ControllerRouterHandler] = [
        Router("/api/v1", route_handlers=READER_ROUTES),
        Router(
            "/api/v1/desk",
            route_handlers=DESK_API_ROUTES,
            guards=[requires_desk_token],
            security=[{"token": []}],
        ),
        Router("/", route_handlers=DESK_ROUTES, guards=[requires_moderator]),
        Router("/", route_handlers=PAGE_ROUTES, exception_handlers=PAGE_HANDLERS),
        *MACHINE_ROUTES,
    ]
    if demo:
        from gatepost.web.demo.site import DEMO_ROUTES

        handlers.extend(DEMO_ROUTES)
    return handlers
