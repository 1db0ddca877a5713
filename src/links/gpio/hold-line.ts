/**
 * Perl program that holds one line of a GPIO chip. Its arguments are `CHIP OFFSET LEVEL ON_LOSS`. It reads levels (0 or
 * 1) from its standard input, one per text line, sets each, and prints it. At the end of the input it sets ON_LOSS,
 * unless ON_LOSS is `keep`. A killed gateway therefore leaves a defined level. The program calls the kernel by
 * linux/gpio.h (version 2, kernel 5.10 or newer). The gpioset of libgpiod cannot change a line that it holds. Debian
 * and Raspberry Pi OS always have Perl.
 */
export const HOLD_LINE = `
use strict; use warnings;
my ($chip, $offset, $level, $on_loss) = @ARGV;
# systemd stops all processes of a service at once. The gateway still has a last level to set.
$SIG{TERM} = $SIG{INT} = 'IGNORE';
# A killed gateway no longer reads what is printed here.
$SIG{PIPE} = 'IGNORE';
$| = 1;
open my $device, '+<', "/dev/$chip" or die "$!\\n";
# gpio_v2_line_request: offsets, consumer, flags (8: output), attributes (2: the levels), number of lines, file.
my $request = pack 'L64 a32 Q L L5 (L2 Q2)10 L L L5 l', $offset, (0) x 63, 'lintel',
  8, 1, (0) x 5, 2, 0, $level, 1, (0) x 36, 1, 0, (0) x 5, 0;
ioctl $device, 0xC250B407, $request or die "line $offset of $chip: $!\\n";
open my $line, '+<&=', unpack('l', substr $request, -4) or die "$!\\n";
# gpio_v2_line_values: levels, which lines.
sub set { my $values = pack 'Q2', $_[0], 1; ioctl $line, 0xC010B40F, $values or die "$!\\n"; print "$_[0]\\n" }
print "$level\\n";
while (<STDIN>) { chomp; set($_) if /^[01]$/ }
set($on_loss) if $on_loss =~ /^[01]$/;
`;
