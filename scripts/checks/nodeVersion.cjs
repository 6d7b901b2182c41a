// Runs as `preinstall`: one clear sentence now instead of a native-binding error later.
// `node` here may already be the pinned one (npm puts node_modules/.bin first on the PATH), so the version asked
// is that of the Node which runs npm: it decides which native bindings get installed.
const { execFileSync } = require("node:child_process");

const required = [22, 13];
const [major, minor] = execFileSync(process.env.npm_node_execpath ?? process.execPath, ["--version"], {
  encoding: "utf8",
})
  .trim()
  .slice(1)
  .split(".")
  .map(Number);

if (major < required[0] || (major === required[0] && minor < required[1])) {
  console.error(
    `\nCivitas installs under Node ${required.join(".")} or newer and this is Node ${major}.${minor}: ` +
      "run `npx -y -p node@24 npm ci` instead (npm scripts then use the pinned Node by themselves).\n",
  );
  process.exit(1);
}
