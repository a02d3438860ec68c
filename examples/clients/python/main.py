"""A first visit from end to end: an account, a profile, a job, both documents, their files.

Usage: python main.py http://127.0.0.1:8080 [folder for the files]
"""

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path

import httpx

from jobwise_api import (
    DownloadDocumentDocumentFiles as File,
    JobWise,
    WatchGenerationGenerationEventsGenerationFailed as GenerationFailed,
    WatchGenerationGenerationEventsGenerationFinished as GenerationFinished,
    WatchGenerationGenerationEventsStageFinished as StageFinished,
)

DATA = Path(__file__).resolve().parents[2] / "data"


def connect(address: str, access_token: str | None = None) -> JobWise:
    """A client that sends the token over both transports."""
    authorization = {"authorization": f"Bearer {access_token}"} if access_token else {}
    return JobWise(
        url=f"{address}/graphql",
        headers=authorization,
        ws_url=f"{address}/graphql".replace("http", "ws", 1),
        ws_connection_init_payload=authorization,
    )


async def sign_in(address: str) -> str:
    email, password = f"python-{time.time_ns()}@example.com", "correct horse battery"
    async with connect(address) as nobody:
        print("sign up:", (await nobody.sign_up(email, password)).sign_up.status.value)
        answer = (await nobody.sign_in(email, password)).sign_in
    assert answer.access_token, answer.status
    return answer.access_token


async def prepare(client: JobWise) -> str:
    """Everything up to a generation; returns its id."""
    viewer = (await client.viewer()).viewer
    assert viewer
    print("viewer:", viewer.email)

    resume = json.loads((DATA / "profile-software-engineer.json").read_text())
    imported = (await client.import_profile(resume)).import_profile
    assert imported.profile, imported.violations
    print("import profile:", imported.status.value)

    text = (DATA / "job-software-engineer.txt").read_text()
    created = (await client.create_job(text)).create_job
    assert created.job, created.violations
    print("create job:", created.status.value, created.job.title, "at", created.job.company)

    saved = (await client.save_job(created.job.id)).save_job
    assert saved.saved_job, saved.violations
    print("save job:", saved.status.value, saved.saved_job.tags)

    started = (await client.generate(imported.profile.id, created.job.id)).generate
    assert started.generation, started.violations
    print("generate:", started.status.value)
    return started.generation.id


async def follow(client: JobWise, generation_id: str) -> None:
    """Hears every event, in order, to the end."""
    last, is_finished = 0, False
    async for answer in client.watch_generation(generation_id):
        event = answer.generation_events
        if event.number is None:
            continue  # The words of a model while it writes; none of them has to be heard.
        assert event.number == last + 1, f"event {last + 1} is missing"
        last = event.number
        if isinstance(event, StageFinished):
            print(f"  {event.number}: {event.stage.value} took {event.elapsed_ms} ms")
        elif isinstance(event, GenerationFinished):
            is_finished = True
            print(f"  {event.number}: {event.status.value} with {len(event.generation.documents)} documents")
        elif isinstance(event, GenerationFailed):
            raise RuntimeError(event.failure.message)
    assert is_finished, "the subscription ended before the generation"


async def fetch(client: JobWise, out: Path) -> None:
    edges = (await client.list_documents()).documents.edges
    assert edges, "there are no documents"
    for node in (edge.node for edge in edges):
        document = (await client.read_document(node.id)).document
        assert document
        claims = [claim for block in document.blocks for entry in block.entries for claim in entry.claims]
        print(node.kind.value, "for", node.company, "has", len(claims), "claims; the first:", claims[0].text)
        links = (await client.download_document(node.id)).document
        assert links
        for file in links.files:
            await download(file, out)


async def download(file: File, out: Path) -> None:
    async with httpx.AsyncClient() as http:
        response = (await http.get(file.download_url)).raise_for_status()
    assert hashlib.sha256(response.content).hexdigest() == file.sha_256, f"{file.file_name} is not whole"
    out.mkdir(parents=True, exist_ok=True)
    (out / file.file_name).write_bytes(response.content)
    print("wrote", out / file.file_name, f"({len(response.content)} bytes)")


async def main(address: str, out: Path) -> None:
    async with connect(address, await sign_in(address)) as client:
        await follow(client, await prepare(client))
        await fetch(client, out)


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
    asyncio.run(main(address, Path(sys.argv[2] if len(sys.argv) > 2 else "out")))
