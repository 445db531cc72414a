// Starts a demo per engine and worker before the walks and stops them after: a fresh folder or database, a free port on 127.0.0.1.
// With PARTA_WALK_sqlite=http://127.0.0.1:8080 a walk goes through a demo that runs already: quicker while one writes it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FullConfig } from "@playwright/test";

const root = fileURLToPath(new URL("..", import.meta.url));

export default async function start({ workers }: FullConfig): Promise<void | (() => Promise<void>)> {
  if (process.env.PARTA_WALK_sqlite) return;
  const work = mkdtempSync(join(tmpdir(), "parta-e2e-"));
  const binary = join(work, "parta");
  execFileSync("go", ["build", "-o", binary, "./cmd/parta"], { cwd: root, stdio: "inherit" });
  process.env.PARTA_WALK_BINARY = binary; // for the walk that starts from an empty folder

  const running: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(running.map(stop));
    rmSync(work, { recursive: true, force: true });
  };
  try {
    const postgres = process.env.PARTA_TEST_POSTGRES;
    if (!postgres && process.env.PARTA_TEST_REQUIRED) {
      throw new Error("PARTA_TEST_POSTGRES is not set: run make test, or .ci/postgres npm --prefix e2e test");
    }
    for (let worker = 0; worker < workers; worker++) {
      running.push(await demo(binary, join(work, `sqlite${worker}`), `sqlite_${worker}`, {}));
      if (postgres) {
        running.push(await demo(binary, join(work, `postgres${worker}`), `postgres_${worker}`, { PARTA_DATABASE: database(postgres, worker) }));
      }
    }
  } catch (problem) {
    await end(); // nothing is left running by a start that failed
    throw problem;
  }
  return end;
}

/** Makes an empty database on the tests' server and gives its address. */
function database(dsn: string, worker: number): string {
  const name = `parta_walks_${process.pid}_${worker}`;
  execFileSync("psql", ["-q", dsn, "-c", `CREATE DATABASE ${name}`], { stdio: "inherit" });
  return dsn.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}

/** Starts `parta demo` and waits until it answers; its address is left where the walks find it. */
async function demo(binary: string, folder: string, place: string, env: Record<string, string>): Promise<ChildProcess> {
  if (env.PARTA_DATABASE) {
    execFileSync(binary, ["migrate", "--data", folder], { env: { ...process.env, ...env }, stdio: "inherit" });
  }
  const address = `127.0.0.1:${await freePort()}`;
  const log = `${folder}.log`;
  const out = openSync(log, "a");
  const child = spawn(binary, ["demo", "--data", folder, "--listen", address], {
    env: { ...process.env, ...env },
    stdio: ["ignore", out, out],
  });
  const said = () => readFileSync(log, "utf8").slice(-4000);
  for (let wait = 0; wait < 1200; wait++) {
    if (child.exitCode !== null) {
      throw new Error(`parta demo on ${place} ended with ${child.exitCode}:\n${said()}`);
    }
    const ready = await fetch(`http://${address}/readyz`).then((r) => r.ok, () => false);
    if (ready) {
      process.env[`PARTA_WALK_${place}`] = `http://${address}`;
      return child;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`parta demo on ${place} did not answer within two minutes:\n${said()}`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done();
    const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.once("exit", () => {
      clearTimeout(hard);
      done();
    });
    child.kill("SIGTERM");
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}
