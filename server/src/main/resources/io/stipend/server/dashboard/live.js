// The overview that the service pushes every second, and whether it still does.
//
// A browser has six connections to a service, whatever the number of its tabs, and the pages that its back button leads to keep theirs. So a page
// listens only while it is seen; else the seventh would wait for ever.

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
    this.seen = () => (document.hidden ? this.rest() : this.resume());
    document.addEventListener('visibilitychange', this.seen);
    if (!document.hidden) this.listen();
  }

  rest() {
    this.source?.close();
    clearTimeout(this.retry);
  }

  resume() {
    this.rest();
    this.heardAt = Date.now();
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
    this.rest();
    this.retry = setTimeout(async () => {
      const session = await fetch('/v1/session', { cache: 'no-store' }).then((answer) => answer.json()).catch(() => null);
      if (this.closed || document.hidden) return;
      if (session && !session.known) {
        this.close();
        this.tell.ended();
      } else {
        this.listen();
      }
    }, RETRY_MILLIS);
  }

  watch() {
    if (!document.hidden && this.state === 'live' && Date.now() - this.heardAt > SILENCE_MILLIS) {
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
    document.removeEventListener('visibilitychange', this.seen);
    this.rest();
    clearInterval(this.watchdog);
  }
}
