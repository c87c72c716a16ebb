"""Record what is done to a page, and do it again."""

from __future__ import annotations

import replaytest
from replaytest.diff.noise import Noise
from replaytest.run.model import Options
from replaytest.run.session import redrive


async def recorded(chromium, url, use, folder):
    context = await chromium.browser.new_context()
    async with replaytest.record(context, folder=folder, mask=0) as recording:
        tab = await context.new_page()
        await tab.goto(url)
        await use(tab)
    await context.close()
    return replaytest.read(recording.paths[0])


async def again(chromium, made, url, folder):
    options = Options(base_url=url, folder=folder, noise=Noise(), timeout_ms=1500)
    return await redrive(made, chromium.browser, options)
