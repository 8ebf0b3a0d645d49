import { FileTree } from "../file-tree.ts";
import { makeLayer } from "../layer.ts";
import { encodeImage, type ImageContent, type ImageSettings } from "../oci.ts";

export const SETTINGS: ImageSettings = {
  architecture: "arm64",
  created: "2026-01-02T03:04:05Z",
  user: "1337:1337",
  entrypoint: ["/usr/local/bin/tool"],
  environment: { PATH: "/usr/bin" },
  labels: {
    "org.opencontainers.image.created": "2026-01-02T03:04:05Z",
    "org.opencontainers.image.title": "tool",
    "org.opencontainers.image.version": "1.0.0",
  },
};

/** An image of two small layers; `content` is in the upper one. */
export async function anImage(content = "tool", settings: ImageSettings = SETTINGS): Promise<ImageContent> {
  const options = { compression: "zstd", cacheFolder: undefined } as const;
  return encodeImage(settings, [
    await makeLayer("below", new FileTree().addFile("etc/passwd", "root:x:0:0::/:\n"), options),
    await makeLayer("above", new FileTree().addFile("usr/local/bin/tool", content, 0o755), options),
  ]);
}
