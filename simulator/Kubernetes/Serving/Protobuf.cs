using System.Text;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>
/// Reads single fields out of protobuf messages: newer clients post their reviews in it (apimachinery
/// <c>pkg/runtime/serializer/protobuf</c>: four bytes of magic, then an envelope whose field 2 is the object).
/// </summary>
internal static class Protobuf
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object within the envelope; empty where it is none.</summary>
    public static ReadOnlySpan<byte> Object(ReadOnlySpan<byte> message) => message.StartsWith(Magic) ? Field(message[Magic.Length..], 2) : default;

    /// <summary>A text field; empty where it is missing.</summary>
    public static string Text(ReadOnlySpan<byte> message, int number) => Encoding.UTF8.GetString(Field(message, number));

    /// <summary>A field of bytes, text or a message; empty where it is missing or the message is broken.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int number)
    {
        while (TryVarint(ref message, out var tag))
        {
            if ((tag & 7) == 0)
            {
                TryVarint(ref message, out _);
                continue;
            }

            if ((tag & 7) != 2 || !TryVarint(ref message, out var length) || length > (ulong)message.Length)
            {
                return default;
            }

            var value = message[..(int)length];
            if (tag >> 3 == (ulong)number)
            {
                return value;
            }

            message = message[(int)length..];
        }

        return default;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> message, out ulong value)
    {
        value = 0;
        for (var i = 0; i < message.Length && i < 10; i++)
        {
            value |= (ulong)(message[i] & 0x7F) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
