import { UnderstudyError } from "./errors.js";

/** The options of `start` that are options of the command line, by their names there. */
const names = {
  seedData: "--seed-data",
  clock: "--clock",
  profile: "--profile",
  enableRule: "--enable-rule",
  disableRule: "--disable-rule",
  annotate: "--annotate",
  database: "--database",
  failOn: "--fail-on",
  logLevel: "--log-level",
  port: "--port",
};

/** Returns the arguments for options of `start`. */
export function commandLine({ arguments: others = [], ...options }) {
  const unknown = Object.keys(options).filter((name) => !(name in names));
  if (unknown.length > 0) {
    throw new UnderstudyError(
      `start() has no option ${unknown.map((name) => `\`${name}\``).join(", ")}; ` +
        `it has ${Object.keys(names).join(", ")}, ` +
        'and `arguments` for others of the command line, as in { arguments: ["--strict"] }',
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return [...given.flatMap(([name, value]) => [value].flat().map((one) => `${names[name]}=${one}`)), ...others];
}
