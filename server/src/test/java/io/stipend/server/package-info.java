/** The service as its clients see it. */
package io.stipend.server;
