/** What administrators see and type: tables, JSON, amounts, times. */
@NullMarked
package io.stipend.cli.admin;

import org.jspecify.annotations.NullMarked;
