import { DEFAULT_SELECTORS } from "../../config/enablement-selectors.ts";
import type { PluginSettings } from "../install-options.ts";

/** What the chart of the ambient profile configures. */
export function pluginSettings(overrides: Partial<PluginSettings> = {}): PluginSettings {
  return {
    logLevel: "info",
    agentRunDir: "/var/run/istio-cni",
    ambientEnabled: true,
    enablementSelectors: DEFAULT_SELECTORS,
    excludeNamespaces: ["kube-system"],
    podNamespace: "istio-system",
    nativeNftables: false,
    enableAmbientDetectionRetry: false,
    ...overrides,
  };
}
