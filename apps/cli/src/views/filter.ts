/** Whether a value passes a filter: equal but for upper and lower case, as istioctl compares. */
export function isSame(filter: string | undefined, value: string): boolean {
  return filter === undefined || filter === "" || filter.toLowerCase() === value.toLowerCase();
}
