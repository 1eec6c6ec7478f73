// The overview that the service pushes every second, and whether it still does.

import { setClock } from './format.js';

/** The service says something every second; who hears nothing for so long is cut off. */
const SILENCE_MILLIS = 5000;
const RETRY_MILLIS = 2000;

export class Live {
  constructor({ overview, state, ended }) {
    this.tell = { overview, state, ended };
    this.heardAt = Date.now();
    this.latest = null;
    this.watchdog = setInterval(() => this.watch(), 1000);
    this.listen();
  }

  listen() {
    this.source = new EventSource('/v1/overview/stream');
    this.source.addEventListener('overview', (event) => {
      this.heardAt = Date.now();
      this.latest = JSON.parse(event.data);
      setClock(this.latest.at);
      this.become('live');
      this.tell.overview(this.latest);
    });
    this.source.addEventListener('ended', () => {
      this.close();
      this.tell.ended();
    });
    this.source.addEventListener('error', () => {
      this.become('lost');
      // A browser tries again by itself, but not after an answer that is no stream: the service may be stopping, or may not know us.
      if (this.source.readyState === EventSource.CLOSED) this.again();
    });
  }

  again() {
    this.source.close();
    clearTimeout(this.retry);
    this.retry = setTimeout(async () => {
      const session = await fetch('/v1/session', { cache: 'no-store' }).then((answer) => answer.json()).catch(() => null);
      if (this.closed) return;
      if (session && !session.known) {
        this.close();
        this.tell.ended();
      } else {
        this.listen();
      }
    }, RETRY_MILLIS);
  }

  watch() {
    if (this.state === 'live' && Date.now() - this.heardAt > SILENCE_MILLIS) {
      this.become('lost');
      this.again();
    }
  }

  become(state) {
    if (this.state !== state) {
      this.state = state;
      this.tell.state(state);
    }
  }

  close() {
    this.closed = true;
    this.source.close();
    clearTimeout(this.retry);
    clearInterval(this.watchdog);
  }
}
