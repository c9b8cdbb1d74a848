/** Settings that several parts of a lab share. */

export const LOOPBACK = "127.0.0.1";

/** Requests a second of a part to the API server, high enough never to wait on the client's side. */
export const QPS = 1000;
