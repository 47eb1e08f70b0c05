#include "lang/lang_lexer.h"

#include <ctype.h>
#include <utf8proc.h>

bool lang_lexer_name_starts(char byte)
{
    return isalpha((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static bool is_letter(utf8proc_int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return true;
    default: /* Other_ID_Start */
        return code == '_' || code == 0x2118 || code == 0x212E || code == 0x309B || code == 0x309C ||
               (code >= 0x1885 && code <= 0x1886);
    }
}

static bool continues(utf8proc_int32_t code)
{
    if (is_letter(code)) {
        return true;
    }
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return true;
    default: /* Other_ID_Continue */
        return code == 0xB7 || code == 0x387 || (code >= 0x1369 && code <= 0x1371) || code == 0x19DA;
    }
}

static bool is_printable(utf8proc_int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return false;
    default: return true;
    }
}

static const char *advice(utf8proc_int32_t code)
{
    switch (code) {
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0xAB:
    case 0xBB: return "write straight quotes, ' or \"";
    case 0x2013:
    case 0x2014:
    case 0x2212: return "write - (minus)";
    case 0xD7: return "write *";
    case 0xA0: return "write an ordinary space";
    default: return NULL;
    }
}

static bool refuse(LangLexer *lexer, utf8proc_int32_t code, size_t size)
{
    size_t column = lexer->at - lexer->line_start;
    if (is_printable(code)) {
        lang_lexer_fail(lexer, column, column + size, advice(code), "invalid character '%.*s' (U+%04X)", (int)size,
                        lexer->text + lexer->at, (unsigned)code);
    } else {
        lang_lexer_fail(lexer, column, column + size, advice(code), "invalid non-printable character U+%04X",
                        (unsigned)code);
    }
    return false;
}

bool lang_lexer_name(LangLexer *lexer)
{
    bool first = true;
    while (lexer->at < lexer->end) {
        char byte = lexer->text[lexer->at];
        if (isalpha((unsigned char)byte) || byte == '_' || (isdigit((unsigned char)byte) && !first)) {
            lexer->at++;
        } else if ((unsigned char)byte >= 0x80) {
            utf8proc_int32_t code;
            utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)lexer->text + lexer->at,
                                                     (utf8proc_ssize_t)(lexer->end - lexer->at), &code);
            if (first ? !is_letter(code) : !continues(code)) {
                return refuse(lexer, code, (size_t)size);
            }
            lexer->at += (size_t)size;
        } else {
            break;
        }
        first = false;
    }
    return true;
}
