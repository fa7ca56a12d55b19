// The load, a process of its own: kept connections, on each one request after the other, in as little work as can be.
// The parent sends { port, requests, connections, seconds, marker } and is sent { answered, seconds, processor, bytes }.

import { connect } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const CHUNKS_END = Buffer.from("0\r\n\r\n");
/** Of so many answers one is looked at whole. */
const LOOK = 32;

/** An answer that has arrived: null while it has not. */
function parse(buffer) {
  const end = buffer.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = buffer.latin1Slice(0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const at = head.indexOf("\r\ncontent-length:");
  if (at >= 0) {
    const length = Number.parseInt(head.slice(at + 17, at + 30), 10);
    if (buffer.length < end + 4 + length) return null;
    return { status, body: buffer.subarray(end + 4, end + 4 + length), isChunked: false };
  }
  if (!head.includes("transfer-encoding: chunked")) throw new Error(`an answer without a length:\n${head}`);
  // One request at a time: the last bytes that came are the last of the answer.
  if (!buffer.subarray(-CHUNKS_END.length).equals(CHUNKS_END)) return null;
  return { status, body: buffer.subarray(end + 4), isChunked: true };
}

/** The body of an answer as text. */
function textOf({ body, isChunked }) {
  if (!isChunked) return body.toString();
  const parts = [];
  for (let at = 0; ; ) {
    const line = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, line), 16);
    if (!size) return Buffer.concat(parts).toString();
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** One connection; `next` gives the bytes of a request, or null when it is over. */
function client(port, next, took) {
  return new Promise((resolve, reject) => {
    let part = null;
    const one = (bytes) => {
      const all = part ? Buffer.concat([part, bytes]) : bytes;
      const answer = parse(all);
      if (!answer) {
        part = part ? all : Buffer.from(all);
        return;
      }
      part = null;
      took(answer);
      ask();
    };
    const onread = {
      buffer: Buffer.allocUnsafe(64 * 1024),
      callback: (size, buffer) => {
        try {
          one(buffer.subarray(0, size));
        } catch (error) {
          reject(error);
          socket.destroy();
        }
        return true;
      },
    };
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
    const ask = () => {
      const request = next();
      if (request) socket.write(request, "latin1");
      else socket.end(resolve);
    };
    socket.on("connect", ask);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection")));
  });
}

async function round({ port, requests, connections, seconds, marker }) {
  let [answered, bytes, position] = [0, 0, Math.floor(Math.random() * requests.length)];
  const began = performance.now();
  const ends = began + seconds * 1000;
  const usage = process.cpuUsage();
  const next = () => {
    if (performance.now() >= ends) return null;
    position = (position + 1) % requests.length;
    return requests[position];
  };
  const took = (answer) => {
    answered += 1;
    bytes += answer.body.length;
    const looked = answered % LOOK === 1 || answer.status !== 200 ? textOf(answer) : null;
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${looked.slice(0, 500)}`);
    if (looked !== null && looked.split(marker).length !== 21) throw new Error(`not 20 rows: ${looked.slice(0, 500)}`);
  };
  await Promise.all(Array.from({ length: connections }, () => client(port, next, took)));
  const lasted = (performance.now() - began) / 1000;
  const used = process.cpuUsage(usage);
  return { answered, seconds: lasted, processor: (used.user + used.system) / 1e6, bytes: bytes / answered };
}

process.on("message", async (order) => {
  try {
    process.send({ figures: await round(order) });
  } catch (error) {
    process.send({ error: error.message });
  }
});
