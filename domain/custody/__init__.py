"""What an organisation keeps of itself: its log's keys, holds, periods, and whom it has erased."""
