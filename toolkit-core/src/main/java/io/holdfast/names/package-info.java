/** Every name Holdfast shows to the outside, one file for each kind. Constants only. */
package io.holdfast.names;
