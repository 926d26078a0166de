"""How soon the widget is ready, on a processor that is made slow."""

from __future__ import annotations

from playwright.sync_api import Page

CUMULATIVE = """() => { window.shifted = []; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted.push(
        [one.value, ...one.sources.map(at => at.node && (at.node.id || at.node.nodeName))])
}).observe({type: 'layout-shift', buffered: true}) }"""
READY = """() => {
    let ready = 0
    const look = () => {
        const field = document.querySelector('gatepost-comments')?.shadowRoot?.querySelector('textarea')
        if (field) ready = performance.now()
        else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    // What the processor was needed for: from the script's last byte until it asks for the comments, and
    // from the last byte of comments and words until one can write.
    window.readyAfter = () => {
        const known = name => performance.getEntriesByType('resource').find(one => one.name.includes(name))
        const [script, list, words] = ['/widget.js', '/api/v1/comments?', '/widget.en.js'].map(known)
        const asked = list.fetchStart - script.responseEnd
        return asked + ready - Math.max(list.responseEnd, words.responseEnd)
    }
}"""


def slowed(page: Page, times: int) -> None:
    """From now on the page's processor is so many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
