export { type Chart, type ChartFiles, decodeChart, type InnerChart } from "./chart.ts";
export { ChartError, type ChartErrorCode } from "./chart-error.ts";
export {
  parseObjects,
  type Release,
  type RenderedChart,
  type RenderedObject,
  renderChart,
} from "./render-chart.ts";
export { applySetText } from "./set-text.ts";
export { type ChartMap, type ChartValue, encodeValue, parseValues } from "./value.ts";
export { overlayValues } from "./values.ts";
