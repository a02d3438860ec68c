//! What you track: favourites, notes, and the way of each application.
