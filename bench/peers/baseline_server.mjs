// Answers everything with the same bytes: node baseline_server.mjs PORT BYTES. It shows how much the load can ask.

import { createServer } from "node:net";

const [port, bytes] = process.argv.slice(2).map(Number);
const row = JSON.stringify({ id: 1, customer_id: 1, total: 1, status: "open", created_at: "2026-01-01T00:00:00Z" });
const body = `[${Array(20).fill(row).join(",")}]`.padEnd(bytes);
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const answer = Buffer.from(head + body);

createServer({ noDelay: true }, (socket) => {
  // A request of this load comes whole, and none comes before the last was answered.
  socket.on("data", () => socket.write(answer));
  socket.on("error", () => socket.destroy());
}).listen(port, "127.0.0.1");
