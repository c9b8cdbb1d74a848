/** Client: the few requests that bringing a lab up makes, as its admin, over verified TLS. */
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import type { KubernetesObject } from "../../kubernetes/index.js";
import { LabFailure } from "../failure.js";
import type { Place } from "./place.js";

/** Who is written down as the owner of what the lab itself brings. */
const FIELD_MANAGER = "transhumance-lab";
const ANSWER_WITHIN = 30_000;
/** Objects without their contents. Source: Kubernetes, `PartialObjectMetadataList`. */
const PARTIAL = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

interface Answer {
  status: number;
  text: string;
}

export class LabClient {
  private readonly agent: Agent;

  constructor(
    place: Place,
    private readonly server: string,
  ) {
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: readFileSync(place.pki("ca.crt")),
      cert: readFileSync(place.pki("admin.crt")),
      key: readFileSync(place.pki("admin.key")),
    });
  }

  /** Whether an address of a part answers that it is well. */
  async isWell(url: string): Promise<boolean> {
    try {
      return (await this.send("GET", url)).status === 200;
    } catch {
      return false;
    }
  }

  async get<T>(path: string, accept?: string): Promise<T> {
    const answer = await this.send("GET", `${this.server}${path}`, { accept });
    return JSON.parse(this.checked("GET", path, answer)) as T;
  }

  /** What is there, if anything. */
  async find<T>(path: string): Promise<T | undefined> {
    const answer = await this.send("GET", `${this.server}${path}`);
    return answer.status === 404 ? undefined : (JSON.parse(this.checked("GET", path, answer)) as T);
  }

  /** Names of all objects below a path. */
  async names(path: string): Promise<Set<string>> {
    const { items } = await this.get<{ items: KubernetesObject[] }>(path, PARTIAL);
    return new Set(items.map(({ metadata }) => metadata.name));
  }

  async delete(path: string): Promise<void> {
    this.checked("DELETE", path, await this.send("DELETE", `${this.server}${path}`));
  }

  /** Server-side apply to a path such as `/api/v1/nodes/a`. */
  async apply(path: string, object: KubernetesObject): Promise<void> {
    const query = `fieldManager=${FIELD_MANAGER}&force=true`;
    const body = JSON.stringify(object);
    const answer = await this.send("PATCH", `${this.server}${path}?${query}`, { body });
    this.checked("PATCH", path, answer);
  }

  close(): void {
    this.agent.destroy();
  }

  private checked(method: string, path: string, { status, text }: Answer): string {
    if (status >= 200 && status < 300) return text;
    throw new LabFailure(`${method} ${path} was answered with ${status}: ${text.slice(0, 500)}`);
  }

  private send(
    method: string,
    url: string,
    { body, accept }: { body?: string; accept?: string | undefined } = {},
  ): Promise<Answer> {
    const headers = {
      ...(accept === undefined ? {} : { accept }),
      ...(body === undefined ? {} : { "content-type": "application/apply-patch+yaml" }),
    };
    const secure = url.startsWith("https:");
    return new Promise((resolve, reject) => {
      const receive = (response: IncomingMessage) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (chunk: string) => {
            text += chunk;
          })
          .once("end", () => resolve({ status: response.statusCode ?? 0, text }))
          .once("error", reject);
      };
      const options = { method, headers, timeout: ANSWER_WITHIN };
      const request = secure
        ? httpsRequest(url, { ...options, agent: this.agent }, receive)
        : httpRequest(url, options, receive);
      request.once("timeout", () => request.destroy(new Error(`${url} does not answer`)));
      request.once("error", reject);
      request.end(body);
    });
  }
}
