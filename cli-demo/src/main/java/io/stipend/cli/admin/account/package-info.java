/** Commands that show accounts and change them. */
@NullMarked
package io.stipend.cli.admin.account;

import org.jspecify.annotations.NullMarked;
