/** Connections of a workload by the endpoints that they go to, by uid. */
export class EndpointLoads {
  readonly #counts = new Map<string, number>();

  of(uid: string): number {
    return this.#counts.get(uid) ?? 0;
  }

  begin(uid: string): void {
    this.#counts.set(uid, this.of(uid) + 1);
  }

  end(uid: string): void {
    const count = this.of(uid) - 1;
    if (count > 0) this.#counts.set(uid, count);
    else this.#counts.delete(uid);
  }
}
