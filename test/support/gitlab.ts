/** A server on loopback that answers as GitLab documents its API of merge request notes, and refuses all else. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Source: GitLab's API, «Notes», «Users», «Pagination», «Personal access tokens»; «Instance limits» for the length. */
const LONGEST_NOTE = 1_000_000;
const NOTES = /^\/api\/v4\/projects\/([^/]+)\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/;

export interface Note {
  id: number;
  body: string;
  author: { id: number };
}

export class GitlabServer {
  readonly notes: Note[] = [];
  /** `GET /api/v4/user`, with the query. */
  readonly requests: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly expected: { token: string; project: string; iid: number; user: number }) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const reply = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(value));
    const { token, project, iid, user } = this.expected;
    if (request.headers["private-token"] !== token) return void reply(401, { message: "401 Unauthorized" });
    if (request.method === "GET" && url.pathname === "/api/v4/user") return void reply(200, { id: user });
    const [, id, number, note] = NOTES.exec(url.pathname) ?? [];
    if (id === undefined || decodeURIComponent(id) !== project || Number(number) !== iid) {
      return void reply(404, { message: "404 Not found" });
    }
    if (request.method === "GET" && note === undefined) return this.list(url, reply);
    const text = await readBody(request);
    if (!request.headers["content-type"]?.startsWith("application/json")) {
      return void reply(415, { error: "The provided content-type is not supported." });
    }
    const { body } = JSON.parse(text) as { body?: string };
    if (!body) return void reply(400, { error: "body is missing" });
    if (body.length > LONGEST_NOTE) return void reply(400, { message: { note: ["is too long"] } });
    if (request.method === "POST" && note === undefined) {
      const created = { id: this.notes.length + 1, body, author: { id: user } };
      this.notes.push(created);
      return void reply(201, created);
    }
    const edited = this.notes.find((known) => known.id === Number(note));
    if (request.method !== "PUT" || edited === undefined)
      return void reply(404, { message: "404 Not found" });
    if (edited.author.id !== user) return void reply(403, { message: "403 Forbidden" });
    edited.body = body;
    reply(200, edited);
  }

  private list(
    url: URL,
    reply: (status: number, value: unknown, headers: Record<string, string>) => unknown,
  ): void {
    const size = Math.min(Number(url.searchParams.get("per_page") ?? 20), 100);
    const page = Number(url.searchParams.get("page") ?? 1);
    const pages = Math.max(1, Math.ceil(this.notes.length / size));
    const next = page < pages ? String(page + 1) : "";
    const link = new URL(url);
    link.searchParams.set("page", next);
    link.port = String((this.server.address() as AddressInfo).port);
    reply(200, this.notes.slice((page - 1) * size, page * size), {
      "x-page": String(page),
      "x-per-page": String(size),
      "x-next-page": next,
      "x-total-pages": String(pages),
      "x-total": String(this.notes.length),
      ...(next === "" ? {} : { link: `<${link.href}>; rel="next"` }),
    });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
