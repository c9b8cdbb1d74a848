/** The connection to one API server: few connections that stay open, JSON, and patience. */
import type http from "node:http";
import https from "node:https";
import { type Answer, ConnectionLost, mayPass, untilAnswered } from "./retry.js";

export interface ConnectOptions {
  /** Requests at once. */
  connections?: number;
  /** Milliseconds for which a request is tried again before it counts as failed. */
  patience?: number;
}

export interface Request {
  method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT";
  /** From the root, without a query. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
  accept?: string;
}

/** On 2 cores more at once gained nothing (`npm run bench lab`); a server allows 200 changes at once by default. */
const CONNECTIONS = 16;
const PATIENCE = 60_000;

/** The client of `@kubernetes/client-node` opens a connection for each request; this one keeps them. */
export class ApiServer {
  private readonly base: URL;
  private readonly agent: http.Agent;

  private constructor(
    server: string,
    private readonly options: https.RequestOptions,
    readonly connections: number,
    private readonly patience: number,
  ) {
    this.base = new URL(server);
    const { ca, cert, key, pfx, passphrase, servername } = options;
    const tls = { ca, cert, key, pfx, passphrase, ...(servername === undefined ? {} : { servername }) };
    this.agent = new https.Agent({ ...tls, keepAlive: true, maxSockets: connections });
  }

  /**
   * Connects as the current context of a kubeconfig file says. Throws Error where the file names no cluster, or asks
   * not to verify the server.
   */
  static async connect(
    kubeconfig: string,
    { connections = CONNECTIONS, patience = PATIENCE }: ConnectOptions = {},
  ): Promise<ApiServer> {
    // Loading it takes a third of a second, which a lab's start would pay for nothing.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) throw new Error(`${kubeconfig}: the current context names no cluster`);
    if (!server.startsWith("https:") || config.getCurrentCluster()?.skipTLSVerify) {
      throw new Error(`${kubeconfig}: ${server} would not be verified; name its \`certificate-authority\``);
    }
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return new ApiServer(server, options, connections, patience);
  }

  /** Asks, and `again` where that may help; see {@link untilAnswered}. */
  ask<Body>(request: Request, again: (answer: Answer<Body>) => boolean = mayPass): Promise<Answer<Body>> {
    return untilAnswered(() => this.askOnce<Body>(request), this.patience, again);
  }

  /** Throws ConnectionLost where no whole answer came. */
  askOnce<Body>({ method, path, query = {}, body, contentType, accept }: Request): Promise<Answer<Body>> {
    const search = new URLSearchParams(query).toString();
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const lost = (error: Error) => reject(new ConnectionLost(`${this.base.host}: ${error.message}`));
      const request = https.request(
        {
          agent: this.agent,
          host: this.base.hostname,
          port: this.base.port,
          path: `${this.base.pathname.replace(/\/$/, "")}${path}${search === "" ? "" : `?${search}`}`,
          method,
          auth: this.options.auth,
          headers: {
            ...(this.options.headers as http.OutgoingHttpHeaders),
            accept: accept ?? "application/json",
            ...(payload === undefined
              ? {}
              : { "content-type": contentType ?? "application/json", "content-length": payload.length }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", lost);
          response.once("aborted", () => lost(new Error("the connection broke")));
          response.once("end", () => {
            const retryAfter = Number(response.headers["retry-after"] ?? Number.NaN);
            resolve({
              status: response.statusCode ?? 0,
              body: parse(Buffer.concat(chunks).toString("utf8")) as Body,
              ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
              warnings: (response.headersDistinct.warning ?? []).map(textOfWarning),
            });
          });
        },
      );
      request.once("error", lost);
      request.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** A server that starts answers in plain words. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.trim() };
  }
}

/** `299 - "text"`. Source: RFC 7234, section 5.5. */
const textOfWarning = (header: string): string =>
  /^\d{3} \S+ "(.*)"$/s.exec(header)?.[1]?.replace(/\\(.)/gs, "$1") ?? header;
