"""Tests: they mirror the tree, use fakes and real servers, and state what must hold."""
